package dev.firn.endtoend.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Bulk loads in a {@link JobServer}: each as long as it takes, without the start of a JVM. */
public final class RepeatedLoads implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;

  private RepeatedLoads(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.input =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  public static RepeatedLoads start(FirnInstallation firn, Map<String, String> environment)
      throws IOException {
    return start(firn, environment, "", "");
  }

  /**
   * The same beside what only a test has.
   *
   * @param classPath that the JVM gets in addition
   * @param javaOptions that it gets in addition
   */
  public static RepeatedLoads start(
      FirnInstallation firn, Map<String, String> environment, String classPath, String javaOptions)
      throws IOException {
    Path built = firn.repository().resolve("deploy/target/firn");
    ProcessBuilder builder =
        new ProcessBuilder(
            firn.spark().resolve("bin/spark-submit").toString(),
            "--master",
            "local[2]",
            "--driver-memory",
            "1g",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.driver.defaultJavaOptions=-Dlog4j2.configurationFile=file:"
                + built.resolve("conf/log4j2.properties"),
            "--driver-class-path",
            built.resolve("lib")
                + "/*:"
                + built.resolve("jobs/bulk-load-job.jar")
                + ":"
                + classPath,
            "--class",
            JobServer.class.getName(),
            firn.repository()
                .resolve("testing/end-to-end/target/end-to-end-0.1.0-SNAPSHOT.jar")
                .toString());
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_SUBMIT_OPTS", FirnProcess.QUICK_START + " " + javaOptions);
    return new RepeatedLoads(builder.redirectErrorStream(true).start());
  }

  /** How a load ended, and all it has said. */
  public record Result(int exitCode, String output) {

    public Result requireSuccess() {
      if (exitCode != 0) {
        throw new IllegalStateException("A load ended with " + exitCode + ":\n" + output);
      }
      return this;
    }
  }

  public Result load(String... arguments) throws IOException {
    input.write(String.join("\t", arguments) + "\n");
    input.flush();
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(JobServer.ENDED)) {
        int code = Integer.parseInt(line, JobServer.ENDED.length(), line.length(), 10);
        return new Result(code, said.toString());
      }
      said.append(line).append('\n');
    }
    throw new IllegalStateException("The JVM of the loads has ended:\n" + said);
  }

  /**
   * Begins a load in which the JVM ends, and waits for that.
   *
   * @return the exit code of the JVM
   * @throws IllegalStateException if the load ends and the JVM does not
   */
  public int loadToTheEnd(String... arguments) throws IOException, InterruptedException {
    input.write(String.join("\t", arguments) + "\n");
    input.flush();
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(JobServer.ENDED)) {
        throw new IllegalStateException("The step was not reached: " + line + "\n" + said);
      }
      said.append(line).append('\n');
    }
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
