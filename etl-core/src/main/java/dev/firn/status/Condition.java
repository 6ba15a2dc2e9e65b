package dev.firn.status;

import java.util.Locale;

/** What an operator calls what a table is in: its load and its stream in one word. */
public enum Condition {
  PENDING,
  LOADING,
  /** Loaded, and nothing was heard of its changes yet. */
  LOADED,
  FOLLOWED,
  /** It had no rows, and is created with its first one. */
  EMPTY,
  SKIPPED,
  NOT_FOLLOWED,
  /** Its stream waits for something that is away. */
  WAITING,
  QUARANTINED,
  FAILED;

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** True if somebody has to do something, or the table stands still. */
  public boolean isTrouble() {
    return this == FAILED || this == QUARANTINED || this == WAITING;
  }

  /** True if a part of what the source has is not in the lake by intent or by configuration. */
  public boolean isPartial() {
    return this == SKIPPED || this == NOT_FOLLOWED;
  }
}
