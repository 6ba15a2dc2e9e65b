package dev.firn.schema;

import org.jspecify.annotations.Nullable;

/** Stands in an image for a value that the event did not carry; the row keeps the one it has. */
public enum Unavailable {
  VALUE;

  public static boolean isIn(@Nullable Object[] image) {
    for (Object value : image) {
      if (value == VALUE) {
        return true;
      }
    }
    return false;
  }
}
