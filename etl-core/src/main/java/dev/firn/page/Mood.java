package dev.firn.page;

import java.util.Locale;

/** How a word is meant; the word says the same. */
public enum Mood {
  PLAIN,
  FAINT,
  GOOD,
  NOTE,
  BAD;

  String style() {
    return name().toLowerCase(Locale.ROOT);
  }
}
