package dev.firn.cdc.event;

import dev.firn.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that is not what it should be; its message, behind a code, is the reason kept with the
 * dead letter.
 */
public final class UndecodableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final @Nullable EventPlace place;
  private final List<UnfitNumber> unfit;

  public UndecodableException(ErrorCode code, String message) {
    this(code, message, null, List.of());
  }

  /**
   * @param unfit what the column would have to hold
   */
  public UndecodableException(ErrorCode code, String message, UnfitNumber unfit) {
    this(code, message, null, List.of(unfit));
  }

  /**
   * An event whose values are of other columns than their names say. Fields come in the order in
   * which the columns were added. If they do not, names were exchanged when the event was written,
   * and exchanged back since.
   *
   * @param field and what it shows
   */
  public static UndecodableException ofExchangedNames(String field) {
    return new UndecodableException(
        ErrorCode.NAMES_WERE_EXCHANGED, "its columns had each other's names: field " + field);
  }

  private UndecodableException(
      ErrorCode code, String message, @Nullable EventPlace place, List<UnfitNumber> unfit) {
    super(message);
    this.code = code;
    this.place = place;
    this.unfit = unfit;
  }

  /** The reason that is kept, with the code that has its cause and remedy. */
  public String reason() {
    return code.before(String.valueOf(getMessage()));
  }

  /** The numbers for which their columns were too small, if that was the reason. */
  public List<UnfitNumber> unfit() {
    return unfit;
  }

  /** The same of an event with more such numbers. */
  public UndecodableException with(List<UnfitNumber> more) {
    List<UnfitNumber> all = new ArrayList<>(more);
    all.addAll(unfit);
    return new UndecodableException(code, String.valueOf(getMessage()), place, List.copyOf(all));
  }

  /** The same, once it is known where in the source's log the event stands. */
  public UndecodableException at(EventPlace known) {
    return new UndecodableException(code, String.valueOf(getMessage()), known, unfit);
  }

  /** Where the event stands, or only its place in Kafka. */
  public EventPlace placeOf(KafkaEvent event) {
    return place == null ? EventPlace.unknown(event.partition(), event.offset()) : place;
  }
}
