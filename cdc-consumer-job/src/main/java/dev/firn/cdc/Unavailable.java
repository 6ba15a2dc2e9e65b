package dev.firn.cdc;

import org.jspecify.annotations.Nullable;

/** Stands in an image for a value that the event did not carry; the row keeps the one it has. */
enum Unavailable {
  VALUE;

  static boolean isIn(@Nullable Object[] image) {
    for (Object value : image) {
      if (value == VALUE) {
        return true;
      }
    }
    return false;
  }
}
