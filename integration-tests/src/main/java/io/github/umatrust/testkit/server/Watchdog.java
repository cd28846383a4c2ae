package io.github.umatrust.testkit.server;

import java.io.File;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a process when this JVM ends, even when nothing in it has a chance to: a shell that waits
 * for its input, which only we could write, to end.
 */
final class Watchdog implements AutoCloseable {

  private final @Nullable Process shell;

  private Watchdog(@Nullable Process shell) {
    this.shell = shell;
  }

  /** Watches over a process; on Windows in vain. */
  static Watchdog over(long pid) {
    if (File.separatorChar == '\\') {
      return new Watchdog(null);
    }
    try {
      return new Watchdog(
          new ProcessBuilder("sh", "-c", "read -r nothing; kill -9 " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new ServerException("cannot run sh: " + e.getMessage(), e);
    }
  }

  /** Watches no more; to be called before the process is stopped. */
  @Override
  public void close() {
    if (shell != null) {
      shell.destroyForcibly();
    }
  }
}
