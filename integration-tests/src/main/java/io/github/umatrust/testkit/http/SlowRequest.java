package io.github.umatrust.testkit.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A request whose sender stops in the middle of the body, over a connection of its own. Whoever
 * closes it before it is finished leaves in the middle.
 */
public final class SlowRequest implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final byte[] rest;

  private SlowRequest(Socket socket, byte[] rest) {
    this.socket = socket;
    this.rest = rest;
  }

  /**
   * Sends the head of a request, and half of its body.
   *
   * @param url without TLS
   * @param headers names and values in turn
   */
  public static SlowRequest begin(String method, String url, String body, String... headers)
      throws IOException {
    URI uri = URI.create(url);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    line(head, method + " " + uri.getRawPath() + " HTTP/1.1");
    line(head, "Host: " + uri.getAuthority());
    line(head, "Content-Length: " + bytes.length);
    line(head, "Connection: close");
    for (int i = 0; i < headers.length; i += 2) {
      line(head, headers[i] + ": " + headers[i + 1]);
    }
    line(head, "");
    int half = bytes.length / 2;
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(bytes, 0, half);
      socket.getOutputStream().flush();
      return new SlowRequest(socket, Arrays.copyOfRange(bytes, half, bytes.length));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends the other half of the body, and waits for the answer.
   *
   * @return the HTTP status
   */
  public int finish() throws IOException {
    socket.getOutputStream().write(rest);
    socket.getOutputStream().flush();
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    String status = reader.readLine();
    if (status == null || !status.startsWith("HTTP/1.1 ")) {
      throw new IOException("no answer: " + status);
    }
    return Integer.parseInt(status.split(" ", -1)[1]);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static void line(StringBuilder head, String line) {
    head.append(line).append("\r\n");
  }
}
