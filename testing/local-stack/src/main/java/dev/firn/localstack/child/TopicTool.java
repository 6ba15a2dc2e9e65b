package dev.firn.localstack.child;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Does to a topic what {@code kafka-topics.sh} does, with the options that it is given of that, and
 * removes its events with {@code --forget}.
 */
public final class TopicTool {

  private TopicTool() {}

  public static void main(String[] arguments) throws Exception {
    List<String> words = Arrays.asList(arguments);
    String topic = words.get(words.indexOf("--topic") + 1);
    String servers = words.get(words.indexOf("--bootstrap-server") + 1);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      if (words.contains("--delete")) {
        admin.deleteTopics(List.of(topic)).all().get();
      } else if (words.contains("--forget")) {
        forget(admin, topic);
      } else {
        int partitions = Integer.parseInt(words.get(words.indexOf("--partitions") + 1));
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
      }
    }
  }

  private static void forget(Admin admin, String topic) throws Exception {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    TopicDescription described =
        Objects.requireNonNull(
            admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
    described
        .partitions()
        .forEach(
            partition ->
                all.put(
                    new TopicPartition(topic, partition.partition()),
                    RecordsToDelete.beforeOffset(-1)));
    admin.deleteRecords(all).all().get();
  }
}
