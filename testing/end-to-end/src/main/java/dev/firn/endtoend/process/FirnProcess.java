package dev.firn.endtoend.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A job of Firn in a process of its own, started as people start it: by {@code scripts/firn}. */
public final class FirnProcess implements AutoCloseable {

  /**
   * Jobs of demo and tests are short: the optimising compiler, and a collector with threads of its
   * own, would take more than they give.
   */
  public static final String QUICK_START =
      "-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=1 -XX:+UseSerialGC";

  private final Process process;
  private final Pump out;
  private final Pump err;

  private FirnProcess(Process process, Pump out, Pump err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Who gets the lines of a job's results and of its log while it runs. */
  public record Listener(Consumer<String> output, Consumer<String> log) {
    public static final Listener NONE = new Listener(line -> {}, line -> {});
  }

  public static FirnProcess start(
      FirnInstallation firn,
      Map<String, String> environment,
      Listener listener,
      String... arguments)
      throws IOException {
    return start(firn.command(arguments), environment, listener);
  }

  public static FirnProcess start(
      List<String> command, Map<String, String> environment, Listener listener) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder
        .environment()
        .merge("SPARK_SUBMIT_OPTS", QUICK_START, (given, quick) -> quick + " " + given);
    Process process = builder.start();
    process.getOutputStream().close();
    FirnProcess started =
        new FirnProcess(
            process,
            new Pump(process.getInputStream(), listener.output()),
            new Pump(process.getErrorStream(), listener.log()));
    started.out.start();
    started.err.start();
    // Who stops this JVM does not want its jobs to go on.
    Runtime.getRuntime().addShutdownHook(new Thread(started::close));
    return started;
  }

  /** How a job ended and what it printed. */
  public record Result(int exitCode, String output, String log) {

    /**
     * The same, if it ended with this exit code.
     *
     * @param job as it is called where it did not
     */
    public Result require(String job, int expected) {
      return require(job, Set.of(expected));
    }

    /** The same, if it ended with one of these exit codes. */
    public Result require(String job, Set<Integer> expected) {
      if (!expected.contains(exitCode)) {
        throw new IllegalStateException(
            "%s ended with %d:%n%s%n%s".formatted(job, exitCode, output, log));
      }
      return this;
    }
  }

  /** Waits for the end; a job that is not done by then is killed. */
  public Result await(Duration atMost) throws InterruptedException {
    boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      kill();
    }
    out.join();
    err.join();
    if (!ended) {
      throw new IllegalStateException(
          "The job did not end within %d s. Its log:%n%s"
              .formatted(atMost.toSeconds(), err.text()));
    }
    return new Result(process.exitValue(), out.text(), err.text());
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** What it has started, such as executors. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** What the job has logged so far. */
  public String log() {
    return err.text();
  }

  // Through the handle: Process.destroy would also close the streams before they are read.

  /** Presses Ctrl+C. */
  public void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** Asks the job to stop, as a supervisor does. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /**
   * Ends the job without a chance to clean up; the launcher has become the JVM, so this hits it.
   */
  public void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }

  /** Keeps what a stream brings, so that the process never waits for its reader. */
  private static final class Pump extends Thread {
    private final InputStream stream;
    private final Consumer<String> lines;
    private final StringBuilder text = new StringBuilder();

    Pump(InputStream stream, Consumer<String> lines) {
      super("output of a job");
      setDaemon(true);
      this.stream = stream;
      this.lines = lines;
    }

    @Override
    public void run() {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          synchronized (text) {
            text.append(line).append('\n');
          }
          lines.accept(line);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String text() {
      synchronized (text) {
        return text.toString();
      }
    }
  }
}
