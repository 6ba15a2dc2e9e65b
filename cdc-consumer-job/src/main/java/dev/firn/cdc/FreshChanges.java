package dev.firn.cdc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Changes that are not in the table yet, in order, and the events that cannot be applied. */
record FreshChanges(List<Change> changes, List<DeadLetter> deadLetters) {

  FreshChanges {
    changes = List.copyOf(changes);
    deadLetters = List.copyOf(deadLetters);
  }

  boolean isEmpty() {
    return changes.isEmpty() && deadLetters.isEmpty();
  }

  /** How long ago the source committed the last change, for people to read. */
  String lag(Instant now) {
    long committed =
        changes.isEmpty() ? -1 : changes.get(changes.size() - 1).place().sourceMillis();
    return committed < 0
        ? "unknown"
        : Duration.between(Instant.ofEpochMilli(committed), now).toSeconds() + " s";
  }

  /** The source position of the last change, or -1. */
  long lastLsn() {
    return changes.isEmpty() ? -1 : changes.get(changes.size() - 1).place().lsn();
  }
}
