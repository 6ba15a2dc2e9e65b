package dev.firn.cdc.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event that is not what it should be; its message is the reason kept with the dead letter. */
public final class UndecodableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final @Nullable EventPlace place;
  private final List<UnfitNumber> unfit;

  public UndecodableException(String message) {
    this(message, null, List.of());
  }

  /**
   * @param unfit what the column would have to hold
   */
  public UndecodableException(String message, UnfitNumber unfit) {
    this(message, null, List.of(unfit));
  }

  private UndecodableException(
      String message, @Nullable EventPlace place, List<UnfitNumber> unfit) {
    super(message);
    this.place = place;
    this.unfit = unfit;
  }

  /** The numbers for which their columns were too small, if that was the reason. */
  public List<UnfitNumber> unfit() {
    return unfit;
  }

  /** The same of an event with more such numbers. */
  public UndecodableException with(List<UnfitNumber> more) {
    List<UnfitNumber> all = new ArrayList<>(more);
    all.addAll(unfit);
    return new UndecodableException(String.valueOf(getMessage()), place, List.copyOf(all));
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
