package dev.firn.localstack;

import java.nio.file.Path;

/** A Kafka broker on a port and log directory that it keeps when it is started again. */
public final class KafkaBroker {

  private final int port = FreePort.find();
  private final ChildProcess process;
  private final Path directory;

  KafkaBroker(Path directory) {
    this.directory = directory;
    this.process =
        new ChildProcess(
            "Kafka",
            directory.resolve("logs/kafka.log"),
            "320m",
            "KafkaMain",
            directory.resolve("kafka").toAbsolutePath().toString(),
            Integer.toString(port),
            Integer.toString(FreePort.find()));
  }

  public void start() {
    process.start();
  }

  public void stop() {
    process.stop();
  }

  /** Ends the broker as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  /** Deletes all topics whose names begin so. */
  public void deleteTopics(String beginning) {
    ChildProcess deletion =
        new ChildProcess(
            "the deletion of topics",
            directory.resolve("logs/topics.log"),
            "64m",
            "TopicsMain",
            bootstrapServers(),
            beginning);
    deletion.start();
    deletion.stop();
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }
}
