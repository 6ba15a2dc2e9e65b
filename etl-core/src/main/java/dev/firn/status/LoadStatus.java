package dev.firn.status;

import java.util.Locale;

/** How far a table's bulk load is; stored in lower case. */
public enum LoadStatus {
  PENDING,
  IN_PROGRESS,
  COMPLETED,
  FAILED,
  SKIPPED;

  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }

  static LoadStatus ofStored(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
