package dev.firn.cdc.deadletter;

import java.util.Locale;

/** What became of a dead letter; stored in lower case. */
public enum DeadLetterState {
  OPEN,
  /** Its event was applied after all. */
  RETRIED,
  /** Later events of its key had settled everything, so there was nothing to apply any more. */
  SUPERSEDED,
  DISCARDED;

  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }

  static DeadLetterState ofStored(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
