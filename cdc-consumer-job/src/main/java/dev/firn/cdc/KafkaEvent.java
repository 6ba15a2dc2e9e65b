package dev.firn.cdc;

import org.jspecify.annotations.Nullable;

/**
 * One message of a topic as Kafka has it.
 *
 * @param oldKey Debezium's header with the key that the row had before, or null
 */
record KafkaEvent(
    String topic,
    int partition,
    long offset,
    byte @Nullable [] key,
    byte @Nullable [] value,
    byte @Nullable [] oldKey) {

  /** The header that the insert half of a key change carries. */
  static final String OLD_KEY_HEADER = "__debezium.oldkey";
}
