package dev.firn.cdc.ledger;

import dev.firn.cdc.error.IdentityErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are not in the table yet, in order, and the events that cannot be applied.
 *
 * @param order how far the table is with them in the source's own order
 */
public record FreshChanges(
    List<Change> changes, List<DeadLetter> deadLetters, Order order, Skipped skipped) {

  /**
   * What the source's own order says of a batch.
   *
   * @param reached per Kafka partition, for the ledger
   * @param repeats how many events the connector had sent before
   */
  public record Order(Map<Integer, String> reached, int repeats) {}

  /**
   * How many events of a batch are none of the table's business any more, beside those that were
   * sent before.
   *
   * @param applied that its ledger holds
   * @param loaded that its load has seen
   */
  public record Skipped(int applied, int loaded) {}

  public FreshChanges {
    changes = List.copyOf(changes);
    deadLetters = List.copyOf(deadLetters);
  }

  public boolean isEmpty() {
    return changes.isEmpty() && deadLetters.isEmpty();
  }

  /**
   * @throws dev.firn.error.DriftException if one brings values of other columns than it says
   */
  public void requireOwnNames(CapturedTable captured) {
    if (deadLetters.stream().anyMatch(DeadLetter::isOfExchangedNames)) {
      throw IdentityErrors.namesWereExchanged(captured);
    }
  }

  /** When the source committed the last change; null if no event says it. */
  public @Nullable Instant committed() {
    long millis = changes.isEmpty() ? -1 : changes.get(changes.size() - 1).place().sourceMillis();
    return millis < 0 ? null : Instant.ofEpochMilli(millis);
  }

  /** The latest time at which the source has committed one of them, in milliseconds, or -1. */
  long newest() {
    return changes.stream().mapToLong(change -> change.place().sourceMillis()).max().orElse(-1);
  }

  /** How long ago the source committed the last change, for people to read. */
  public String lag(Instant now) {
    Instant committed = committed();
    return committed == null ? "unknown" : Duration.between(committed, now).toSeconds() + " s";
  }

  /** The source position of the last change as the database writes it; empty if it has none. */
  public String lastPosition() {
    return changes.isEmpty() ? "" : changes.get(changes.size() - 1).place().position();
  }
}
