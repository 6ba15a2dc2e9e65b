package dev.firn.cdc;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** An event that cannot be applied, kept with its bytes and the reason. */
record DeadLetter(
    String topic,
    int partition,
    long offset,
    byte @Nullable [] key,
    byte @Nullable [] value,
    String reason)
    implements Serializable {

  static DeadLetter of(KafkaEvent event, String reason) {
    return new DeadLetter(
        event.topic(), event.partition(), event.offset(), event.key(), event.value(), reason);
  }
}
