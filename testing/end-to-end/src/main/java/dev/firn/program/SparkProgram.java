package dev.firn.program;

import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program of this module that looks inside a job: it runs in a JVM of its own, with Spark, the
 * job's jar and what the job's tests stand on.
 */
public final class SparkProgram {

  /** As {@code firn cdc} has it. */
  private static final String COLLECTOR = "-XX:+UseParallelGC";

  private final Path repository =
      Path.of(System.getProperty("firn.repository", ".")).toAbsolutePath().normalize();
  private final List<String> modules;
  private final String main;

  private SparkProgram(List<String> modules, String main) {
    this.modules = List.copyOf(modules);
    this.main = main;
  }

  /** A program that looks inside the CDC consumer. */
  public static SparkProgram ofConsumer(Class<?> main) {
    return new SparkProgram(List.of("cdc-consumer-job"), main.getName());
  }

  /** The same with another job that it looks inside. */
  public SparkProgram with(String module) {
    return new SparkProgram(Stream.concat(modules.stream(), Stream.of(module)).toList(), main);
  }

  /** Runs it to its end, with a Kafka of its own whose address is the first argument. */
  public boolean runBesideKafka(String... arguments) throws Exception {
    return WorkDirectory.use(
        directory -> {
          try (LocalStack stack =
              LocalStack.in(directory.resolve("services")).only(Service.KAFKA).start()) {
            List<String> all = new ArrayList<>(List.of(stack.kafka().bootstrapServers()));
            all.addAll(List.of(arguments));
            return run(directory, all);
          }
        });
  }

  /** Runs it to its end. */
  public boolean run(String... arguments) throws Exception {
    return WorkDirectory.use(directory -> run(directory, List.of(arguments)));
  }

  /**
   * Runs it to its end; what it prints is printed.
   *
   * @param directory where it may write
   * @return true if it ended with exit code 0
   */
  private boolean run(Path directory, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> classPath =
        new ArrayList<>(
            List.of(
                repository.resolve("testing/end-to-end/target/classes").toString(),
                repository.resolve("testing/local-stack/target/classes").toString(),
                repository.resolve("testing/oracle-events/target/classes").toString(),
                repository.resolve("etl-core/target/test-classes").toString()));
    for (String module : modules) {
      Path tests = repository.resolve(module + "/target/test-classes");
      if (!Files.isDirectory(tests)) {
        throw new IllegalStateException(
            "Cannot run " + main + ": " + tests + " is missing. Build with -DskipTests.");
      }
      classPath.add(tests.toString());
      classPath.add(job(module).toString());
    }
    classPath.add(firn().resolve("lib") + "/*");
    List<String> command =
        new ArrayList<>(
            List.of(
                firn().resolve("spark/bin/spark-submit").toString(),
                "--master",
                "local[2]",
                "--driver-memory",
                "2g",
                "--driver-class-path",
                String.join(":", classPath),
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.scheduler.mode=FAIR",
                "--conf",
                "spark.scheduler.allocation.file=file:" + firn().resolve("conf/fairscheduler.xml"),
                "--conf",
                "spark.sql.codegen.wholeStage=true",
                "--conf",
                "spark.sql.codegen.factoryMode=FALLBACK",
                "--conf",
                "spark.driver.defaultJavaOptions="
                    + COLLECTOR
                    + " -Dfirn.repository="
                    + repository
                    + " -Djava.io.tmpdir="
                    + directory
                    + " -Dlog4j2.configurationFile=file:"
                    + firn().resolve("conf/log4j2.properties"),
                "--class",
                main,
                job(modules.get(0)).toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.redirectError(directory.resolve("log").toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    System.out.println("Its log is " + directory.resolve("log"));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process.waitFor() == 0;
  }

  private Path firn() {
    return repository.resolve("deploy/target/firn");
  }

  private Path job(String module) {
    return firn().resolve("jobs/" + module + ".jar");
  }
}
