package dev.firn.job;

import dev.firn.error.ExitCode;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.metrics.MetricsFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that come and go, and of which nobody can ask how they are. */
public final class MetricsFileOption {

  @Option(
      names = "--metrics-file",
      paramLabel = "FILE",
      description =
          "When the run ends, write its metrics there, a path or a URI, in the text format of"
              + " Prometheus, such as for the textfile collector of node_exporter. Counters go on"
              + " from run to run, and when a run was last well stays where one fails.")
  private @Nullable String file;

  /**
   * Writes how a run has ended, if that is asked for.
   *
   * @param command as it is typed
   * @param took the start of Spark included
   */
  public void ended(String command, String source, ExitCode code, Duration took) {
    if (file == null) {
      return;
    }
    Metrics metrics = Metrics.ofProcess();
    if (!metrics.isOf(command, source)) {
      // It did not come so far that anything was counted.
      metrics.begin(command, source);
    }
    double now = Instant.now().toEpochMilli() / 1000.0;
    metrics.set(Metric.RUN_END, now);
    metrics.set(Metric.RUN_DURATION, took.toMillis() / 1000.0);
    metrics.set(Metric.RUN_EXIT_CODE, code.code());
    if (code == ExitCode.OK) {
      metrics.set(Metric.RUN_SUCCESS, now);
    }
    try {
      new MetricsFile(file).write(metrics);
    } catch (IOException | RuntimeException | LinkageError e) {
      // Nobody listens to a log any more, or not yet.
      System.err.println(
          "Cannot write " + file + ": " + e + ". The run itself has ended as it says.");
    }
  }
}
