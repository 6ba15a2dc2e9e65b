package dev.firn.cdc.event;

import dev.firn.error.ErrorCode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One message of a topic as Kafka has it.
 *
 * @param timestamp when Kafka was given it, milliseconds since 1970; -1 if that is not known
 */
public record KafkaEvent(
    String topic,
    int partition,
    long offset,
    byte @Nullable [] key,
    byte @Nullable [] value,
    EventHeaders headers,
    long timestamp) {

  /** One of which nobody knows when it came. */
  public KafkaEvent(
      String topic,
      int partition,
      long offset,
      byte @Nullable [] key,
      byte @Nullable [] value,
      EventHeaders headers) {
    this(topic, partition, offset, key, value, headers, -1);
  }

  public static KafkaEvent of(ConsumerRecord<byte[], byte[]> message) {
    return new KafkaEvent(
        message.topic(),
        message.partition(),
        message.offset(),
        message.key(),
        message.value(),
        EventHeaders.of(message.headers()),
        message.timestamp());
  }

  /**
   * @param part key or value
   * @throws UndecodableException if the bytes are in a form that only a schema registry explains
   */
  public static void requireJson(byte[] bytes, String part) {
    if (bytes.length > 0 && bytes[0] == 0) {
      throw new UndecodableException(
          ErrorCode.EVENT_IS_BROKEN,
          "its "
              + part
              + " begins with byte 0, as Avro and other forms of a schema registry do, which are not"
              + " read. Set "
              + part
              + ".converter to org.apache.kafka.connect.json.JsonConverter in the connector");
    }
  }
}
