package dev.firn.cdc.event;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One message of a topic as Kafka has it.
 *
 * @param oldKey Debezium's header with the key that the row had before, or null
 * @param keyChangeDelete true if Debezium's header names the key that the row has afterwards
 */
public record KafkaEvent(
    String topic,
    int partition,
    long offset,
    byte @Nullable [] key,
    byte @Nullable [] value,
    byte @Nullable [] oldKey,
    boolean keyChangeDelete) {

  /** The header that the insert half of a key change carries. */
  public static final String OLD_KEY_HEADER = "__debezium.oldkey";

  /** The header that the delete half of a key change carries. */
  public static final String NEW_KEY_HEADER = "__debezium.newkey";

  public KafkaEvent(
      String topic,
      int partition,
      long offset,
      byte @Nullable [] key,
      byte @Nullable [] value,
      byte @Nullable [] oldKey) {
    this(topic, partition, offset, key, value, oldKey, false);
  }

  public static KafkaEvent of(ConsumerRecord<byte[], byte[]> message) {
    Header oldKey = message.headers().lastHeader(OLD_KEY_HEADER);
    return new KafkaEvent(
        message.topic(),
        message.partition(),
        message.offset(),
        message.key(),
        message.value(),
        oldKey == null ? null : oldKey.value(),
        message.headers().lastHeader(NEW_KEY_HEADER) != null);
  }

  /**
   * @param part key or value
   * @throws UndecodableException if the bytes are in a form that only a schema registry explains
   */
  public static void requireJson(byte[] bytes, String part) {
    if (bytes.length > 0 && bytes[0] == 0) {
      throw new UndecodableException(
          "its "
              + part
              + " begins with byte 0, as Avro and other forms of a schema registry do, which are not"
              + " read. Set "
              + part
              + ".converter to org.apache.kafka.connect.json.JsonConverter in the connector");
    }
  }
}
