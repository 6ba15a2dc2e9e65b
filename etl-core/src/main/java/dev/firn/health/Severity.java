package dev.firn.health;

import java.util.Locale;

/** How much a finding matters, in rising order. */
public enum Severity {

  /** Worth knowing, nothing to be done. */
  INFO,

  /** It works today, and will cost rows, time or disk if nobody does anything. */
  WARNING,

  /** Something does not work, or changes do not come as they are. */
  ERROR;

  /** As people and programs read it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
