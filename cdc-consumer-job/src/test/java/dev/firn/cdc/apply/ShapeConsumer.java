package dev.firn.cdc.apply;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.tables.Sinks;
import dev.firn.cdc.testing.ConsumerRaces;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.testing.LocalSpark;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A consumer that has just started, of a table and its shapes. */
public final class ShapeConsumer {

  private final LakeTables lake;
  private final TableApplier applier;
  private final Sinks sinks = Sinks.of(LocalSpark.session(), Clock.systemUTC());
  private final String stream;

  public ShapeConsumer(LakeTables lake, SourceNamespace namespace, String stream) {
    this.lake = lake;
    this.stream = stream;
    this.applier = ConsumerRaces.applier(lake, namespace, stream, "run");
  }

  /** Of a table in a namespace of its own stream. */
  ShapeConsumer(LakeTables lake, LakeTableId table, String stream) {
    this(lake, new SourceNamespace(table.catalog(), table.namespace()), stream);
  }

  /** A batch that ends before the offset. */
  static DecodedChanges decoded(long end, Change... changes) {
    return new DecodedChanges(
        new ArrayList<>(Arrays.asList(changes)), Map.of(0, end), Set.of(), List.of());
  }

  /** What is done before the stream is planned. */
  public void level(CapturedTable captured, String topic) {
    applier.level(captured, topic);
  }

  /** Where the stream goes on that all targets of the table need. */
  public long next(CapturedTable captured) {
    return sinks.targets(captured).stream()
        .mapToLong(
            target ->
                lake.find(target.id())
                    .flatMap(table -> table.state().findLedger(stream))
                    .map(Ledger::next)
                    .map(next -> next.getOrDefault(0, 0L))
                    .orElse(0L))
        .min()
        .orElse(0);
  }

  public void apply(CapturedTable captured, String topic, DecodedChanges decoded) {
    applier.apply(captured, topic, decoded);
  }
}
