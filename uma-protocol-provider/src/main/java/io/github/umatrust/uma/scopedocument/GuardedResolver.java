package io.github.umatrust.uma.scopedocument;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.http.conn.DnsResolver;

/**
 * Resolves the host of one connection, to public addresses only. The connection is made to the very
 * addresses that are returned, so a name that resolves differently a moment later changes nothing.
 */
final class GuardedResolver implements DnsResolver {

  /** Finds the addresses of a host; an IP literal is its own. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final Lookup lookup;
  private final boolean privateToo;
  private final ExecutorService threads;
  private final long end;

  /**
   * @param privateToo whether addresses that are not public are good as well
   * @param threads where the lookup runs, as it can neither be interrupted nor given a time limit
   * @param end when to give up, in {@link System#nanoTime}
   */
  GuardedResolver(Lookup lookup, boolean privateToo, ExecutorService threads, long end) {
    this.lookup = lookup;
    this.privateToo = privateToo;
    this.threads = threads;
    this.end = end;
  }

  /**
   * Resolves a host.
   *
   * @throws UnknownHostException when it has no address in time, or one that is not public, also if
   *     others are
   */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookUp(host);
    if (!privateToo) {
      for (InetAddress address : addresses) {
        if (!PublicAddress.test(address)) {
          throw new UnknownHostException("the host has an address that is not public");
        }
      }
    }
    return addresses;
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    Future<InetAddress[]> addresses;
    try {
      addresses = threads.submit(() -> lookup.addresses(host));
    } catch (RejectedExecutionException e) {
      throw unknown("too many hosts are being looked up", e);
    }
    try {
      return addresses.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw unknown("the host is not known", e);
    } catch (TimeoutException e) {
      throw unknown("the host was not found in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown("interrupted", e);
    }
  }

  private static UnknownHostException unknown(String message, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(message);
    unknown.initCause(cause);
    return unknown;
  }
}
