package dev.firn.cdc.kafka;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The consumer group that lag tools look at; nothing is read from it. */
public record ConsumerGroup(KafkaTopics topics, String name) {

  /**
   * @param next per partition, the offset up to which the stream has read
   */
  public void commit(Map<TopicPartition, Long> next) {
    topics.commit(name, next);
  }
}
