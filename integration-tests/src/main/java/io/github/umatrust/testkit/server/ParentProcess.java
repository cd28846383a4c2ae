package io.github.umatrust.testkit.server;

/** The process that started this one: the build. */
public final class ParentProcess {

  private ParentProcess() {}

  /**
   * Exits when the parent does. Whoever kills the build without a chance to tell us must not leave
   * a server behind.
   */
  public static void endTogether() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              Thread watch =
                  new Thread(
                      () -> {
                        parent.onExit().join();
                        System.exit(1);
                      },
                      "end-with-parent");
              watch.setDaemon(true);
              watch.start();
            });
  }
}
