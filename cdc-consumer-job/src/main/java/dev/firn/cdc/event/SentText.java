package dev.firn.cdc.event;

import org.jspecify.annotations.Nullable;

/**
 * What of an event is kept as it was sent.
 *
 * @param before the row before the change, as JSON; null where the source does not tell all of it
 * @param event the whole event, as JSON; null if it is not kept
 */
public record SentText(@Nullable String before, @Nullable String event) {

  /** What of the events of a table is kept so. */
  public enum Kept {
    NOTHING,
    /** The row before the change, if all of it was sent. */
    BEFORE,
    /** That, and the event. */
    EVENT
  }
}
