package dev.firn.check.stream;

import dev.firn.cdc.testing.StreamRig;
import dev.firn.testing.LocalSpark;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A consumer as people start it, by {@code scripts/firn}, in a process of its own. */
final class ConsumerProcess implements AutoCloseable {

  private static final long MAX_SECONDS = 180;

  private final Process process;
  private final File log;

  private ConsumerProcess(Process process, File log) {
    this.process = process;
    this.log = log;
  }

  /**
   * A consumer of the source, which ends when everything is applied.
   *
   * @param fault a system property that makes it fail at a step, or an empty text
   */
  static ConsumerProcess start(StreamRig rig, String fault, int batchSize) throws IOException {
    Path home = LocalSpark.home();
    Path repository = Path.of(System.getProperty("firn.repository", "..")).toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                repository.resolve("scripts/firn").toString(),
                "cdc",
                "--source",
                rig.name(),
                "--config",
                rig.configDirectory().toString(),
                "--once",
                "--batch-size",
                Integer.toString(batchSize)));
    File log = Files.createTempFile(home, "consumer", ".log").toFile();
    builder.redirectErrorStream(true).redirectOutput(log);
    builder.environment().put("FIRN_HOME", home.toString());
    builder.environment().put("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
    builder.environment().put("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 " + fault);
    return new ConsumerProcess(builder.start(), log);
  }

  /** Waits for its end. */
  int await() throws InterruptedException {
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The consumer does not end, its log is " + log);
    }
    return process.exitValue();
  }

  String log() throws IOException {
    return Files.readString(log.toPath());
  }

  /** Waits until it has stopped itself as SIGSTOP does. */
  void awaitStopped() throws IOException, InterruptedException {
    for (int i = 0; i < MAX_SECONDS * 10; i++) {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      if (stat.charAt(stat.lastIndexOf(')') + 2) == 'T') {
        return;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("The consumer does not stop, its log is " + log);
  }

  /**
   * Kills it with signal 9, as the operating system does.
   *
   * @return its exit code
   */
  int kill() throws InterruptedException {
    return process.destroyForcibly().waitFor();
  }

  /** Lets it go on after SIGSTOP. */
  void goOn() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-CONT", Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
