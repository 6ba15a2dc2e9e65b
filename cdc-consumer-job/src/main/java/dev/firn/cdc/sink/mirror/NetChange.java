package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.event.Change;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import org.jspecify.annotations.Nullable;

/**
 * What a batch leaves of one key.
 *
 * @param image the row's new values, or null if it is deleted
 * @param valuesFromKey the key under which the table holds the values that are {@link Unavailable}
 *     in the image; null if there are none
 * @param by the last change of the key
 * @param kept where the table holds these values
 */
public record NetChange(
    RowKey key,
    @Nullable Object @Nullable [] image,
    @Nullable RowKey valuesFromKey,
    @Nullable Change by,
    Kept kept) {

  /** Where a table holds the values of a row that an event did not carry. */
  public enum Kept {
    /** In its current rows; a row of the key that was deleted before is another one. */
    PRESENT,

    /** The row's key was changed, so it may stand in an earlier state only. */
    MOVED,

    /** Nowhere: the row of the key that the table holds was deleted before this one came. */
    NOWHERE
  }

  /** A change whose values are in the table's current rows, if they are not in its image. */
  public NetChange(
      RowKey key,
      @Nullable Object @Nullable [] image,
      @Nullable RowKey valuesFromKey,
      @Nullable Change by) {
    this(key, image, valuesFromKey, by, Kept.PRESENT);
  }

  NetChange(RowKey key, @Nullable Object @Nullable [] image, @Nullable RowKey valuesFromKey) {
    this(key, image, valuesFromKey, null);
  }

  boolean isDelete() {
    return image == null;
  }
}
