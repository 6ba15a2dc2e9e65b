package dev.firn.cdc.kafka;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.config.KafkaClusterConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads ranges of topics, each from its first event to its last. */
public final class KafkaReplay implements AutoCloseable {

  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

  private static final String FETCH_BYTES = Integer.toString(2 << 20);
  private static final int MAX_POLL_RECORDS = 5_000;

  private final KafkaClusterConfig cluster;
  private final KafkaConsumer<byte[], byte[]> consumer;

  private KafkaReplay(KafkaClusterConfig cluster, KafkaConsumer<byte[], byte[]> consumer) {
    this.cluster = cluster;
    this.consumer = consumer;
  }

  public static KafkaReplay connect(KafkaClusterConfig cluster) {
    Properties properties = new Properties();
    // close() waits for the fetch in flight, which asks for events behind the range.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "10");
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(MAX_POLL_RECORDS));
    properties.putAll(cluster.properties());
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaReplay(
        cluster,
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  public int partitions(String topic) {
    return consumer.partitionsFor(topic).size();
  }

  /** The first offset that Kafka still has. */
  public long earliest(TopicPartition partition) {
    return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  /** The part of the range that is there now, perhaps nothing. */
  public OffsetRange present(OffsetRange range) {
    long end = consumer.endOffsets(List.of(range.partition())).getOrDefault(range.partition(), 0L);
    return range.until(Math.max(range.from(), Math.min(range.end(), end)));
  }

  /** Takes an event, or is the last to do so. */
  @FunctionalInterface
  public interface Reader {
    /**
     * @return false to read no more
     */
    boolean take(KafkaEvent event) throws IOException;
  }

  /**
   * Hands over the events of the range, in order, until the reader has enough.
   *
   * @return the offset after the last that was handed over; the range's end if that were all
   */
  public long read(OffsetRange range, Reader reader) throws IOException {
    if (range.from() >= range.end()) {
      return range.end();
    }
    TopicPartition partition = range.partition();
    try {
      consumer.assign(List.of(partition));
      consumer.seek(partition, range.from());
      long heard = System.nanoTime();
      while (consumer.position(partition) < range.end()) {
        long before = consumer.position(partition);
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
          if (message.offset() < range.end() && !reader.take(KafkaEvent.of(message))) {
            return message.offset() + 1;
          }
        }
        if (consumer.position(partition) > before) {
          heard = System.nanoTime();
        } else if (System.nanoTime() - heard > PATIENCE_NANOS) {
          throw StreamErrors.clusterSendsNothing(range.toString(), cluster, null);
        }
      }
      return range.end();
    } catch (OffsetOutOfRangeException e) {
      throw GapErrors.eventsWereLostWhileRead(range.toString(), e);
    } catch (KafkaException e) {
      throw StreamErrors.clusterSendsNothing(range.toString(), cluster, e);
    }
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(1));
  }
}
