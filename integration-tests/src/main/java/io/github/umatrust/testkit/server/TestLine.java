package io.github.umatrust.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A line to a port of the loopback interface that can be slow, or cut: then all connections break
 * and new ones are ended at once. Closing it cuts it for good.
 */
public final class TestLine implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  private final ServerSocket entrance;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean cut;

  private TestLine(ServerSocket entrance, int target) {
    this.entrance = entrance;
    this.target = target;
  }

  /**
   * Opens a line.
   *
   * @param target the port at its other end
   * @throws ServerException when no port is free
   */
  public static TestLine to(int target) {
    try {
      TestLine line =
          new TestLine(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      start("accept", line::accept);
      return line;
    } catch (IOException e) {
      throw new ServerException("no line to port " + target + ": " + e.getMessage(), e);
    }
  }

  /** The port at this end. */
  public int port() {
    return entrance.getLocalPort();
  }

  /** How much later than sent everything arrives at the other end from now on. */
  public void delay(Duration delay) {
    this.delay = delay;
  }

  /** Breaks all connections; there are no others until it is mended. */
  public void cut() {
    cut = true;
    open.forEach(this::end);
  }

  /** Lets connections through again. */
  public void mend() {
    cut = false;
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      // nobody can connect any more either way
    }
    cut();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket near = entrance.accept();
        open.add(near);
        if (cut) {
          end(near);
        } else {
          connect(near);
        }
      } catch (IOException e) {
        // closed, or the other end is not there
      }
    }
  }

  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(far);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      start("there", () -> pass(near, far, true));
      start("back", () -> pass(far, near, false));
      if (cut) {
        end(near);
        end(far);
      }
    } catch (IOException e) {
      end(near);
    }
  }

  private void pass(Socket from, Socket to, boolean slowly) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int length = in.read(chunk);
      while (length >= 0) {
        if (slowly) {
          Thread.sleep(delay.toMillis());
        }
        out.write(chunk, 0, length);
        length = in.read(chunk);
      }
    } catch (IOException e) {
      // broken
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end(from);
    end(to);
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // ended either way
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, "test-line-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
