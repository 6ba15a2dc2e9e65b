package dev.firn.cdc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes that are not in the table yet, in order, and the events that cannot be applied. */
record FreshChanges(List<Change> changes, List<DeadLetter> deadLetters) {

  FreshChanges {
    changes = List.copyOf(changes);
    deadLetters = List.copyOf(deadLetters);
  }

  boolean isEmpty() {
    return changes.isEmpty() && deadLetters.isEmpty();
  }

  /** When the source committed the last change; null if no event says it. */
  @Nullable Instant committed() {
    long millis = changes.isEmpty() ? -1 : changes.get(changes.size() - 1).place().sourceMillis();
    return millis < 0 ? null : Instant.ofEpochMilli(millis);
  }

  /** How long ago the source committed the last change, for people to read. */
  String lag(Instant now) {
    Instant committed = committed();
    return committed == null ? "unknown" : Duration.between(committed, now).toSeconds() + " s";
  }

  /** The source position of the last change, or -1. */
  long lastLsn() {
    return changes.isEmpty() ? -1 : changes.get(changes.size() - 1).place().lsn();
  }
}
