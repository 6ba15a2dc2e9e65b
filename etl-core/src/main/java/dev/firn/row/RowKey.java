package dev.firn.row;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

  /** True if two values of a column are equal by content, also bytes that are within lists. */
  public static boolean isSame(@Nullable Object one, @Nullable Object other) {
    if (!(one instanceof List<?> left) || !(other instanceof List<?> right)) {
      return Objects.deepEquals(one, other);
    }
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!isSame(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static int hash(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.hashCode(bytes);
    }
    if (!(value instanceof List<?> elements)) {
      return Objects.hashCode(value);
    }
    int hash = 1;
    for (Object element : elements) {
      hash = 31 * hash + hash(element);
    }
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof RowKey that) || values.length != that.values.length) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if (!isSame(values[i], that.values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Object value : values) {
      hash = 31 * hash + hash(value);
    }
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.deepToString(values);
  }
}
