package dev.firn.cdc.event;

import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import org.jspecify.annotations.Nullable;

/**
 * One decoded event of a table.
 *
 * @param key null for a truncate
 * @param oldKey the key that the row had before, for the insert half of a key change
 * @param keyChangeDelete true for the delete half of a key change
 * @param image the row's values in the order of the contract, possibly {@link Unavailable}; null
 *     for deletes and truncates
 * @param sent what of the event is kept as it was sent; null for nothing
 */
public record Change(
    EventPlace place,
    ChangeOperation operation,
    @Nullable RowKey key,
    @Nullable RowKey oldKey,
    boolean keyChangeDelete,
    @Nullable Object @Nullable [] image,
    @Nullable SentText sent)
    implements Placed {

  public Change(
      EventPlace place,
      ChangeOperation operation,
      @Nullable RowKey key,
      @Nullable RowKey oldKey,
      boolean keyChangeDelete,
      @Nullable Object @Nullable [] image) {
    this(place, operation, key, oldKey, keyChangeDelete, image, null);
  }

  public Change(
      EventPlace place,
      ChangeOperation operation,
      @Nullable RowKey key,
      @Nullable RowKey oldKey,
      @Nullable Object @Nullable [] image) {
    this(place, operation, key, oldKey, false, image);
  }

  /** The same change with other values in the row. */
  public Change withImage(@Nullable Object[] values) {
    return new Change(place, operation, key, oldKey, keyChangeDelete, values, sent);
  }

  /** The same change with what was sent of it. */
  public Change withSent(@Nullable SentText text) {
    return new Change(place, operation, key, oldKey, keyChangeDelete, image, text);
  }

  /** True if the row has values that stay, whatever they are. */
  public boolean lacksValues() {
    return image != null && Unavailable.isIn(image);
  }
}
