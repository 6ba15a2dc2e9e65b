package dev.firn.localstack.child;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Runs one Kafka broker that is its own controller: log directory, port, controller port, a file of
 * further settings or an empty text.
 */
public final class KafkaMain {

  private KafkaMain() {}

  public static void main(String[] arguments) throws Exception {
    ParentWatch watch = ParentWatch.begin();
    String directory = arguments[0];
    if (!Files.exists(Path.of(directory, "meta.properties"))) {
      format(directory);
    }
    KafkaRaftServer server =
        new KafkaRaftServer(new KafkaConfig(configuration(arguments)), Time.SYSTEM);
    server.startup();
    watch.ready(
        () -> {
          server.shutdown();
          server.awaitShutdown();
        });
  }

  /** A broker that is started again keeps its directory, and with it its cluster's identity. */
  private static void format(String directory) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .addDirectory(directory)
        .setMetadataLogDirectory(directory)
        .setControllerListenerName("CONTROLLER")
        .run();
  }

  private static Map<String, String> configuration(String... arguments) throws IOException {
    String port = arguments[1];
    String controllerPort = arguments[2];
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", arguments[0]);
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    if (!arguments[3].isEmpty()) {
      Properties more = new Properties();
      try (Reader in = Files.newBufferedReader(Path.of(arguments[3]))) {
        more.load(in);
      }
      more.forEach((key, value) -> settings.put((String) key, (String) value));
    }
    return settings;
  }
}
