package dev.firn.cdc.event;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row's key columns, in the order of the table's key; equal by content. There is
 * one for every change, so the array is not copied: nobody may write to it.
 */
public final class RowKey implements Serializable {

  private static final long serialVersionUID = 1L;

  private final @Nullable Object[] values;

  public RowKey(@Nullable Object[] values) {
    this.values = values;
  }

  public @Nullable Object value(int index) {
    return values[index];
  }

  public @Nullable Object[] values() {
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowKey that && Arrays.deepEquals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.deepToString(values);
  }
}
