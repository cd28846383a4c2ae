package io.github.umatrust.testkit.server;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the operating system or of Java that does one thing and ends. */
public final class Tool {

  private static final int SECONDS = 60;

  private Tool() {}

  /**
   * Runs a command to its end.
   *
   * @param command the program and its arguments
   * @return what it printed, errors too
   * @throws ServerException when it is not there, does not end within a minute or ends with another
   *     exit code than 0; the message has what it printed
   */
  public static String run(List<String> command) {
    try {
      // A file, because a pipe that nobody reads stops it, and reading one knows no time limit.
      Path output = Files.createTempFile("tool", ".txt");
      try {
        boolean succeeded = succeeds(command, output);
        String printed = new String(Files.readAllBytes(output), Charset.defaultCharset());
        if (!succeeded) {
          throw new ServerException(String.join(" ", command) + " failed: " + printed);
        }
        return printed;
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new ServerException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while " + command.get(0) + " ran", e);
    }
  }

  private static boolean succeeds(List<String> command, Path output)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }
}
