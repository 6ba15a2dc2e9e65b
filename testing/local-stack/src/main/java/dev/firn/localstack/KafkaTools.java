package dev.firn.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Kafka's tools for topics as scripts under the names that its distribution gives them, for
 * commands as they are printed; and what else is done to topics.
 */
public final class KafkaTools {

  private final KafkaBroker broker;
  private final Path configs;
  private final Path topics;

  /**
   * @param directory gets the scripts
   */
  public KafkaTools(KafkaBroker broker, Path directory) {
    this.broker = broker;
    configs = script(directory.resolve("kafka-configs.sh"), "kafka.admin.ConfigCommand");
    topics = script(directory.resolve("kafka-topics.sh"), "dev.firn.localstack.child.TopicTool");
  }

  private static Path script(Path file, String main) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      Files.writeString(
          file,
          """
          #!/usr/bin/env bash
          exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\
            -Dlogback.configurationFile=dev/firn/localstack/children-logback.xml -cp '%s' %s "$@"
          """
              .formatted(java, ChildClassPath.with(ChildClassPath.libraries()), main));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return file.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets a setting of a topic, such as {@code retention.ms=1000}. */
  public void set(String topic, String setting) {
    run(
        configs,
        "--entity-type",
        "topics",
        "--entity-name",
        topic,
        "--alter",
        "--add-config",
        setting);
  }

  public void delete(String topic) {
    run(topics, "--delete", "--topic", topic);
  }

  /** Removes all events that are there, as Kafka does with those that are too old. */
  public void forget(String topic) {
    run(topics, "--forget", "--topic", topic);
  }

  /** Gives a topic more partitions. */
  public void spread(String topic, int partitions) {
    run(topics, "--alter", "--partitions", Integer.toString(partitions), "--topic", topic);
  }

  private void run(Path tool, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(tool.toString(), "--bootstrap-server", broker.bootstrapServers()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(new File("/dev/null"))
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " ended with " + process.exitValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
