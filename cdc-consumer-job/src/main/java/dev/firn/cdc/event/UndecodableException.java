package dev.firn.cdc.event;

import org.jspecify.annotations.Nullable;

/** An event that is not what it should be; its message is the reason kept with the dead letter. */
public final class UndecodableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final @Nullable EventPlace place;
  private final @Nullable UnfitNumber unfit;

  public UndecodableException(String message) {
    this(message, null, null);
  }

  /**
   * @param unfit what the column would have to hold
   */
  public UndecodableException(String message, UnfitNumber unfit) {
    this(message, null, unfit);
  }

  private UndecodableException(
      String message, @Nullable EventPlace place, @Nullable UnfitNumber unfit) {
    super(message);
    this.place = place;
    this.unfit = unfit;
  }

  /** The number for which its column was too small, if that was the reason. */
  public @Nullable UnfitNumber unfit() {
    return unfit;
  }

  /** The same, once it is known where in the source's log the event stands. */
  public UndecodableException at(EventPlace known) {
    return new UndecodableException(String.valueOf(getMessage()), known, unfit);
  }

  /** Where the event stands, or only its place in Kafka. */
  public EventPlace placeOf(KafkaEvent event) {
    return place == null ? EventPlace.unknown(event.partition(), event.offset()) : place;
  }
}
