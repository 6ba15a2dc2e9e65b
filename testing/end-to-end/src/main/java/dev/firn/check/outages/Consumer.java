package dev.firn.check.outages;

import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Listener;
import dev.firn.endtoend.shop.ShopSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A consumer with default settings, which runs on while outages come and go. */
final class Consumer implements AutoCloseable {
  private static final Duration MAX_STOP = Duration.ofMinutes(2);

  private final ShopSource source;
  private final Path log;
  private final LogLines lines = new LogLines();
  private final Map<String, String> plain;
  private Map<String, String> environment = Map.of();
  private @Nullable FirnProcess process;

  Consumer(ShopSource source, Path log) {
    this.source = source;
    this.log = log;
    this.plain = Map.copyOf(source.environment());
  }

  LogLines lines() {
    return lines;
  }

  boolean isRunning() {
    return process != null && process.isRunning();
  }

  /** Starts one if none runs, or another one if what runs has another environment. */
  void require(Map<String, String> variables) throws Exception {
    if (isRunning() && environment.equals(variables)) {
      return;
    }
    stop();
    start(variables);
  }

  /** Starts one as a supervisor does. */
  void start() throws IOException {
    start(environment);
  }

  private void start(Map<String, String> variables) throws IOException {
    environment.keySet().forEach(source::without);
    plain.forEach(source::with);
    environment = variables;
    variables.forEach(source::with);
    process = source.tell(new Listener(line -> {}, this::note)).start("cdc");
    source.tell(Listener.NONE);
  }

  private void note(String line) {
    lines.add(line);
    try {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends one of its executors as {@code kill -9} does, if it has any. */
  void killExecutor() {
    if (process != null) {
      process.descendants().stream()
          .filter(
              child ->
                  child.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
          .findFirst()
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  void kill() throws InterruptedException {
    if (process != null) {
      process.kill();
    }
  }

  /** Asks it to stop and says how it has ended; 0 if none runs. */
  int stop() throws Exception {
    FirnProcess running = process;
    process = null;
    if (running == null) {
      return 0;
    }
    running.terminate();
    return running.await(MAX_STOP).exitCode();
  }

  /** What it has logged so far. */
  String log() {
    return process == null ? "" : process.log();
  }

  /** Waits for its end by itself. */
  FirnProcess.Result await(Duration atMost) throws InterruptedException {
    FirnProcess running = process;
    process = null;
    if (running == null) {
      throw new IllegalStateException("No consumer runs");
    }
    return running.await(atMost);
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
