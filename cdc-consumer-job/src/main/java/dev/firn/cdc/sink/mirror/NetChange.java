package dev.firn.cdc.sink.mirror;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.RowKey;
import dev.firn.schema.Unavailable;
import org.jspecify.annotations.Nullable;

/**
 * What a batch leaves of one key.
 *
 * @param image the row's new values, or null if it is deleted
 * @param valuesFromKey the key under which the table holds the values that are {@link Unavailable}
 *     in the image; null if there are none
 * @param by the last change of the key
 */
public record NetChange(
    RowKey key,
    @Nullable Object @Nullable [] image,
    @Nullable RowKey valuesFromKey,
    @Nullable Change by) {

  NetChange(RowKey key, @Nullable Object @Nullable [] image, @Nullable RowKey valuesFromKey) {
    this(key, image, valuesFromKey, null);
  }

  boolean isDelete() {
    return image == null;
  }
}
