package dev.firn.cdc;

import org.jspecify.annotations.Nullable;

/** An event that is not what it should be; its message is the reason kept with the dead letter. */
final class UndecodableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final @Nullable EventPlace place;

  UndecodableException(String message) {
    this(message, null);
  }

  private UndecodableException(String message, @Nullable EventPlace place) {
    super(message);
    this.place = place;
  }

  /** The same, once it is known where in the source's log the event stands. */
  UndecodableException at(EventPlace known) {
    return new UndecodableException(String.valueOf(getMessage()), known);
  }

  /** Where the event stands, or only its place in Kafka. */
  EventPlace placeOf(KafkaEvent event) {
    return place == null ? EventPlace.unknown(event.partition(), event.offset()) : place;
  }
}
