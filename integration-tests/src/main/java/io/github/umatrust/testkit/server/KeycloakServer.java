package io.github.umatrust.testkit.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running Keycloak, bound to the loopback interface. Closing it stops the process. */
public final class KeycloakServer implements AutoCloseable {

  /** The administrator of the realm {@code master} that every server is started with. */
  public static final String ADMIN = "admin";

  private static final String LOG = "server.log";
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

  private final Process process;
  private final Watchdog watchdog;
  private final Thread stopWithUs;
  private final String baseUrl;
  private final int managementPort;
  private final Path log;

  private KeycloakServer(Process process, String baseUrl, int managementPort, Path log) {
    this.process = process;
    this.watchdog = Watchdog.over(process.pid());
    this.baseUrl = baseUrl;
    this.managementPort = managementPort;
    this.log = log;
    this.stopWithUs = new Thread(process::destroyForcibly, "stop-keycloak");
  }

  /**
   * Starts Keycloak on an empty database and waits until it is ready.
   *
   * @param port the HTTP port
   * @param realmFile a realm to import at the start
   * @param options further options of {@code kc.sh start}
   * @throws ServerException when the port is taken or the server does not get ready in time
   */
  public static KeycloakServer start(
      KeycloakInstallation installation, int port, Path realmFile, String... options) {
    return start(installation, port, realmFile, JVM_OPTIONS, options);
  }

  /**
   * The same, for who does not want a JVM that starts fast.
   *
   * @param jvmOptions heap, collector and the like
   */
  public static KeycloakServer start(
      KeycloakInstallation installation,
      int port,
      Path realmFile,
      List<String> jvmOptions,
      String... options) {
    Ports.requireFree(port);
    installation.clearData();
    installation.importAtStart(realmFile);
    return run(installation, Start.alone(port, LOG, jvmOptions), options);
  }

  /** Starts Keycloak again on the database that an earlier start left behind. */
  public static KeycloakServer restart(
      KeycloakInstallation installation, int port, String... options) {
    return restart(installation, port, JVM_OPTIONS, options);
  }

  /** The same, for who does not want a JVM that starts fast. */
  public static KeycloakServer restart(
      KeycloakInstallation installation, int port, List<String> jvmOptions, String... options) {
    Ports.requireFree(port);
    return run(installation, Start.alone(port, LOG, jvmOptions), options);
  }

  /**
   * Starts another Keycloak on the database of one that is running: not a cluster, each has caches
   * of its own.
   */
  public static KeycloakServer beside(
      KeycloakInstallation installation, int port, String... options) {
    Ports.requireFree(port);
    return run(installation, Start.alone(port, "server-" + port + ".log", JVM_OPTIONS), options);
  }

  /**
   * Starts a node of a cluster: one of several on one database that share their caches, and that
   * clients see at one address.
   *
   * @param number tells the nodes of a cluster apart
   * @param hostname the address that clients see
   */
  static KeycloakServer node(
      KeycloakInstallation installation, int number, String hostname, String... options) {
    List<String> cache =
        List.of(
            "--cache=ispn",
            "--cache-stack=jdbc-ping",
            "--cache-embedded-network-bind-address=127.0.0.1",
            "--cache-embedded-network-bind-port=" + Ports.free());
    return run(
        installation,
        new Start(Ports.free(), hostname, "node-" + number + ".log", cache, JVM_OPTIONS),
        options);
  }

  /**
   * How a server is started.
   *
   * @param hostname the address that clients see
   * @param logName its log in the installation
   * @param cache the options of its caches
   */
  private record Start(
      int port, String hostname, String logName, List<String> cache, List<String> jvmOptions) {

    static Start alone(int port, String logName, List<String> jvmOptions) {
      return new Start(
          port,
          baseUrl(port),
          logName,
          // Else it looks for others to make a cluster with, and not on this machine alone.
          List.of("--cache=local"),
          jvmOptions);
    }
  }

  private static String baseUrl(int port) {
    return "http://localhost:" + port;
  }

  private static KeycloakServer run(
      KeycloakInstallation installation, Start start, String... options) {
    int managementPort = Ports.free();
    Path log = installation.home().resolve(start.logName());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "start",
                "--optimized",
                "--import-realm",
                "--http-enabled=true",
                "--http-host=localhost",
                "--http-port=" + start.port(),
                "--http-management-port=" + managementPort,
                "--hostname=" + start.hostname()));
    arguments.addAll(start.cache());
    arguments.addAll(installation.database().startOptions());
    arguments.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(installation.command(start.jvmOptions(), arguments))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new ServerException("cannot run Java: " + e.getMessage(), e);
    }
    KeycloakServer server = new KeycloakServer(process, baseUrl(start.port()), managementPort, log);
    Runtime.getRuntime().addShutdownHook(server.stopWithUs);
    try {
      server.awaitReady();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Where the server answers, without a slash at the end. */
  public String baseUrl() {
    return baseUrl;
  }

  /** Where the server's metrics are read. */
  public String metricsUrl() {
    return "http://localhost:" + managementPort + "/metrics";
  }

  /** The server's log. */
  public Path log() {
    return log;
  }

  /** The number of its process. */
  public long pid() {
    return process.pid();
  }

  /** Where the server tells whether it is ready. */
  public String readinessUrl() {
    return "http://localhost:" + managementPort + "/health/ready";
  }

  /**
   * The CPU time that the server has taken so far, in all its threads.
   *
   * @throws ServerException when the operating system does not tell
   */
  public Duration cpuTime() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new ServerException("the system does not tell the server's CPU time"));
  }

  /** Completes when the server ends, whoever ended it. */
  public void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /**
   * Ends the process at once (SIGKILL), as a power failure or the kernel short of memory would.
   * Returns when it is gone.
   */
  public void kill() {
    process.destroyForcibly();
    close();
  }

  @Override
  public void close() {
    watchdog.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Runtime.getRuntime().removeShutdownHook(stopWithUs);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // The JVM is going down already, and the hook runs by itself.
      process.destroyForcibly();
    }
  }

  /**
   * The HTTP port opens before the bootstrap ends, so readiness is asked of the management
   * interface.
   */
  private void awaitReady() {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create(readinessUrl())).timeout(Duration.ofSeconds(5)).build();
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new ServerException(
            "Keycloak ended while it started: " + LogFile.lastError(log) + "; see " + log);
      }
      try {
        if (client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ServerException("interrupted while Keycloak started", e);
      }
      sleepBriefly();
    }
    throw new ServerException(
        "Keycloak was not ready after "
            + START_LIMIT.toSeconds()
            + " s: "
            + LogFile.lastError(log)
            + "; see "
            + log);
  }

  private static void sleepBriefly() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while Keycloak started", e);
    }
  }
}
