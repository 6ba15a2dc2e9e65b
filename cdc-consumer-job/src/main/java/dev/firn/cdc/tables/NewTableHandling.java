package dev.firn.cdc.tables;

import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.model.TableId;
import dev.firn.status.LoadStatus;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tables that appear in the stream: takes in what can be, and tells once of what cannot. */
public final class NewTableHandling {

  private static final Logger LOG = LoggerFactory.getLogger(NewTableHandling.class);

  private final CapturedTables tables;
  private final Predicate<String> isComplete;
  private final StatusTracker status;
  private final String runId;
  private final Clock clock;
  private final Set<TableId> told = new HashSet<>();
  private final Set<String> nameless = new HashSet<>();

  /**
   * @param isComplete tells of a topic whether Kafka has all events that were ever in it
   */
  public NewTableHandling(
      CapturedTables tables,
      Predicate<String> isComplete,
      StatusTracker status,
      String runId,
      Clock clock) {
    this.tables = tables;
    this.isComplete = isComplete;
    this.status = status;
    this.runId = runId;
    this.clock = clock;
  }

  /** Notes tables of the source that are new there and of which no change will ever come. */
  public void look(Collection<TableId> present) {
    tables.look(present);
  }

  /**
   * Takes in the tables of which nobody knew when the events were decoded.
   *
   * @return true if there are any, so the events are to be decoded again
   */
  public boolean take(List<DecodedChunk> slices) {
    boolean adopted = false;
    for (DecodedChunk slice : slices) {
      for (TableId id : slice.unknownTables()) {
        if (!tables.all().containsKey(id)) {
          adopted |= adopt(id);
        }
      }
      slice.namelessTopics().stream()
          .filter(nameless::add)
          .forEach(
              topic ->
                  LOG.warn(
                      "Topic {} has events that name no table, and no table of it is known; they are"
                          + " not applied. Look at key.converter, value.converter and transforms of"
                          + " the connector",
                      topic));
    }
    tell();
    return adopted;
  }

  /** Says in their status rows which tables are not streamed, and why. */
  public void tell() {
    tables.reasons().forEach(this::tell);
  }

  /**
   * What was loaded since this run began has its status already; what was said of one that is made
   * here, such as that it is empty, is true no more.
   */
  private boolean adopt(TableId id) {
    if (!tables.adopt(id, isComplete)) {
      return false;
    }
    Instant now = clock.instant();
    status.record(
        tables.lakeName(id),
        row ->
            row.loadStatus() == LoadStatus.PENDING || tables.hasCreated(id)
                ? row.started(now, runId).completed(now, 0, null)
                : row);
    return true;
  }

  /** A table that is loaded already and only not streamed keeps what is known of its load. */
  private void tell(TableId id, String reason) {
    if (told.add(id)) {
      status.record(
          tables.lakeName(id),
          row ->
              row.loadStatus() == LoadStatus.PENDING || row.isFoundEmpty()
                  ? row.skipped(clock.instant(), reason)
                  : row.notFollowed(reason, runId));
    }
  }
}
