package dev.firn.cdc;

import java.util.Locale;

/** What became of a dead letter; stored in lower case. */
enum LetterState {
  OPEN,
  /** Its event was applied after all. */
  RETRIED,
  /** Later events of its key had settled everything, so there was nothing to apply any more. */
  SUPERSEDED,
  DISCARDED;

  String stored() {
    return name().toLowerCase(Locale.ROOT);
  }

  static LetterState ofStored(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
