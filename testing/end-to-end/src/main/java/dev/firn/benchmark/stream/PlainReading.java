package dev.firn.benchmark.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The least that any consumer must do: read the topic, parse every event, and forget it. */
final class PlainReading {

  private static final JsonFactory JSON = new JsonFactory();

  private PlainReading() {}

  /** Reads so many events and returns the number of their JSON tokens. */
  static long read(String bootstrapServers, String topic, long events) throws IOException {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false");
    long tokens = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      for (long read = 0; read < events; ) {
        for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofSeconds(10))) {
          tokens += tokens(event.key()) + tokens(event.value());
          read++;
        }
      }
    }
    return tokens;
  }

  private static long tokens(byte[] json) throws IOException {
    long tokens = 0;
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        // What a consumer has to look at, as text.
        tokens += parser.getTextLength() >= 0 ? 1 : 0;
      }
    }
    return tokens;
  }
}
