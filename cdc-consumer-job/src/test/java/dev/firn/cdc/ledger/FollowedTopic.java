package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.ConnectorRuns;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.Doubts;
import dev.firn.cdc.event.Change;
import dev.firn.lake.Ledger;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A topic and the table that follows it; each row is a number. */
class FollowedTopic {

  final boolean keyed;
  final List<Integer> applied = new ArrayList<>();

  private final SourceLog log;
  private final @Nullable ReadPoint load;
  private final List<Change> batch = new ArrayList<>();
  private ConnectorRuns runs = new ConnectorRuns();
  private Ledger ledger = Ledger.empty("t");
  private long offset;

  FollowedTopic(SourceLog log, @Nullable ReadPoint load, boolean keyed) {
    this.log = log;
    this.load = load;
    this.keyed = keyed;
  }

  /**
   * @param run of the connector; null if it does not say it
   * @param event what is sent, by its offset
   */
  final void send(@Nullable String run, LongFunction<Change> event) {
    runs.seen(0, offset, run == null ? null : run.getBytes(StandardCharsets.UTF_8));
    batch.add(event.apply(offset++));
  }

  /** Ends a batch, as the consumer does where it likes. */
  final List<Integer> apply() {
    DecodedChanges decoded =
        new DecodedChanges(
            List.copyOf(batch),
            Map.of(),
            Set.of(),
            List.of(),
            Map.of(),
            Set.of(),
            runs,
            new Doubts());
    FreshChanges fresh = new LedgerFilter(ledger, load, log, event -> true, keyed).filter(decoded);
    if (!fresh.isEmpty()) {
      Ledger advanced = ledger.advance(1, Map.of(0, offset), "", 0).upTo(fresh.order().reached());
      ledger = Ledger.fromJson(advanced.toJson());
    }
    batch.clear();
    runs = new ConnectorRuns();
    List<Integer> rows =
        fresh.changes().stream()
            .map(change -> change.image() == null ? -1 : (Integer) change.image()[0])
            .toList();
    applied.addAll(rows);
    return rows;
  }
}
