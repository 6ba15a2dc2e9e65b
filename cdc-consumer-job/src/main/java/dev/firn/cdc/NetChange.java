package dev.firn.cdc;

import org.jspecify.annotations.Nullable;

/**
 * What a batch leaves of one key.
 *
 * @param image the row's new values, or null if it is deleted
 * @param keptFrom the key under which the table holds the values that are {@link Unavailable} in
 *     the image; null if there are none
 * @param by the last change of the key
 */
record NetChange(
    RowKey key,
    @Nullable Object @Nullable [] image,
    @Nullable RowKey keptFrom,
    @Nullable Change by) {

  NetChange(RowKey key, @Nullable Object @Nullable [] image, @Nullable RowKey keptFrom) {
    this(key, image, keptFrom, null);
  }

  boolean isDelete() {
    return image == null;
  }
}
