package io.github.umatrust.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback interface. */
public final class Ports {

  private Ports() {}

  /** A port that nobody listens on at this moment. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ServerException("no free TCP port on the loopback interface: " + e.getMessage(), e);
    }
  }

  /**
   * Checks that a port can be listened on.
   *
   * @throws ServerException when it is taken or not a port
   */
  public static void requireFree(int port) {
    if (port < 1 || port > 65_535) {
      throw new ServerException("port " + port + " is not between 1 and 65535");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
    } catch (IOException e) {
      throw new ServerException("port " + port + " is in use or not allowed: " + e.getMessage(), e);
    }
  }
}
