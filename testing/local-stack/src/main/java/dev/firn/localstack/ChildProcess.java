package dev.firn.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A JVM that runs one service and ends when this one ends. */
final class ChildProcess {

  /** A system property: what the JVMs of the services are told, such as their zone. */
  private static final String OPTIONS = "firn.services.jvm-options";

  private static final String READY = "READY";
  private static final Duration STARTUP = Duration.ofSeconds(90);
  private static final int LOG_TAIL = 20;

  private final String name;
  private final Path log;
  private final String heap;
  private final List<String> main;
  private Map<String, String> environment = Map.of();
  private String classPath = ChildClassPath.with(ChildClassPath.libraries());
  private @Nullable Process process;

  /**
   * @param heap such as {@code 256m}
   * @param mainClass its simple name, in the package of the children
   */
  ChildProcess(String name, Path log, String heap, String mainClass, String... arguments) {
    this.name = name;
    this.log = log;
    this.heap = heap;
    this.main = new ArrayList<>(List.of("dev.firn.localstack.child." + mainClass));
    main.addAll(Arrays.asList(arguments));
  }

  /** Gives it these variables beside those of this process. */
  ChildProcess with(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  /** Gives it other libraries than those of the stack. */
  ChildProcess on(String otherLibraries) {
    classPath = ChildClassPath.with(otherLibraries);
    return this;
  }

  /** The same, and of classes that both have it gets those of the libraries. */
  ChildProcess behind(String otherLibraries) {
    classPath = otherLibraries + File.pathSeparator + ChildClassPath.with("");
    return this;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    // A session of its own keeps the terminal's Ctrl+C away: the parent decides when it stops.
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // Thousands of classes, released long ago, for services that live for minutes.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote",
            "-Dlogback.configurationFile=dev/firn/localstack/children-logback.xml",
            "-cp",
            classPath));
    // A check can put the services into another zone and language.
    command.addAll(List.of(System.getProperty(OPTIONS, "-Duser.timezone=UTC").split(" ")));
    command.addAll(main);
    return command;
  }

  /**
   * @throws IllegalStateException with the end of the log if the child does not get ready
   */
  void start() {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Files.deleteIfExists(log);
      ProcessBuilder builder =
          new ProcessBuilder(command()).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      Process started = builder.start();
      process = started;
      awaitReady(started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(Process started) throws IOException {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (System.nanoTime() < deadline) {
      if (Files.readAllLines(log, StandardCharsets.UTF_8).contains(READY)) {
        return;
      }
      if (!started.isAlive()) {
        throw failed("it ended with code " + started.exitValue());
      }
      sleep();
    }
    started.destroyForcibly();
    throw failed("it was not ready after " + STARTUP.toSeconds() + " s");
  }

  private IllegalStateException failed(String reason) throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    List<String> tail = lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size());
    return new IllegalStateException(
        "Cannot start "
            + name
            + ": "
            + reason
            + ". The end of its log "
            + log
            + ":\n"
            + String.join("\n", tail));
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Lets the service stop by itself; kills it if that takes too long. */
  void stop() {
    Process running = process;
    if (running == null) {
      return;
    }
    try {
      running.getOutputStream().close();
      if (!running.waitFor(15, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (IOException e) {
      kill();
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    process = null;
  }

  /** Ends the child and whatever it has started at once, as {@code kill -9} does. */
  void kill() {
    Process running = process;
    if (running != null) {
      List<ProcessHandle> descendants = running.descendants().toList();
      running.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
      running.onExit().join();
    }
    process = null;
  }

  private static void sleep() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a service was starting", e);
    }
  }
}
