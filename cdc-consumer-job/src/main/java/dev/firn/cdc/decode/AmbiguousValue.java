package dev.firn.cdc.decode;

import dev.firn.model.LogPlace;
import dev.firn.row.RowKey;
import dev.firn.schema.AmbiguousEncoding;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A value of an event that may have been another at the source.
 *
 * @param column the name at the source
 * @param key of the row that has it, or null if the source cannot be asked for a row of the table
 * @param transaction that has written it, or null if the event does not name it
 * @param shown what the source has said of it, once it has refuted it
 */
public record AmbiguousValue(
    AmbiguousEncoding what,
    String column,
    @Nullable RowKey key,
    @Nullable LogPlace transaction,
    @Nullable String shown)
    implements Serializable {

  public AmbiguousValue(
      AmbiguousEncoding what, String column, @Nullable RowKey key, @Nullable LogPlace transaction) {
    this(what, column, key, transaction, null);
  }

  public AmbiguousValue refutedBy(String answer) {
    return new AmbiguousValue(what, column, key, transaction, answer);
  }

  /** The same before the source was asked. */
  AmbiguousValue unanswered() {
    return new AmbiguousValue(what, column, key, transaction);
  }
}
