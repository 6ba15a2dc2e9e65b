package dev.firn.bulkload;

import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.error.NotConfirmedException;
import dev.firn.job.ConfirmationPrompt;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.LoadOutcome;
import dev.firn.model.TableSchema;
import dev.firn.schema.LakeNames;
import dev.firn.status.StatusTracker;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A load that starts over. It names what it replaces and drops before it begins, touches only
 * tables that Firn made, and drops after the new data is published.
 */
final class FreshStart {

  private static final Logger LOG = LoggerFactory.getLogger(FreshStart.class);

  private final LakeTables lake;
  private final List<LakeTableId> leftovers;

  private FreshStart(LakeTables lake, List<LakeTableId> leftovers) {
    this.lake = lake;
    this.leftovers = leftovers;
  }

  /**
   * Says what is replaced and dropped, and has it confirmed, if the request is to start over; if it
   * is not, nothing is dropped later. If only some tables are asked for, only those are touched.
   *
   * @param tables that are to be loaded
   * @param present all tables of the source, also those that the configuration leaves out
   * @throws NotConfirmedException if the operator did not type YES
   */
  static FreshStart confirmed(
      BulkLoadRequest request,
      List<TableSchema> tables,
      Supplier<List<TableSchema>> present,
      LakeTables lake,
      OperatorConsole console) {
    if (!request.freshStart()) {
      return new FreshStart(lake, List.of());
    }
    List<LakeTable> ours =
        lake.list(request.source().namespace()).stream()
            .flatMap(id -> lake.find(id).stream())
            .filter(table -> table.state().findContract().isPresent())
            .toList();
    Set<String> wanted = lakeNames(tables);
    Set<String> kept = request.selection().isPartial() ? Set.of() : lakeNames(present.get());
    List<LakeTable> leftovers =
        ours.stream()
            .filter(table -> !request.selection().isPartial())
            .filter(table -> !wanted.contains(table.id().name()))
            .filter(table -> !kept.contains(table.id().name()))
            .toList();
    console.out().println("Fresh start of source " + request.source().name() + ":");
    for (LakeTable table : ours) {
      boolean replaced = wanted.contains(table.id().name());
      if (replaced || leftovers.contains(table)) {
        console
            .out()
            .printf(
                "  %-8s %s (about %d rows, snapshot %d)%n",
                replaced ? "replace" : "drop",
                table.id(),
                table.presentRecords(),
                table.snapshotId());
      }
    }
    ConfirmationPrompt prompt = console.prompt();
    if (prompt != null && !ours.isEmpty() && !prompt.isConfirmed()) {
      throw BulkLoadErrors.freshStartIsNotConfirmed();
    }
    return new FreshStart(lake, leftovers.stream().map(LakeTable::id).toList());
  }

  private static Set<String> lakeNames(List<TableSchema> tables) {
    return tables.stream()
        .map(table -> LakeNames.table(table.id().name()))
        .collect(Collectors.toSet());
  }

  /** Drops what the source no longer has, unless a table could not be loaded. */
  void dropLeftovers(Map<TablePlan, LoadOutcome> outcomes, StatusTracker status) {
    boolean failed = outcomes.values().stream().anyMatch(LoadOutcome.Failed.class::isInstance);
    if (failed || leftovers.isEmpty()) {
      return;
    }
    Set<String> dropped = new HashSet<>();
    for (LakeTableId id : leftovers) {
      lake.drop(id);
      dropped.add(id.name());
      LOG.info("Dropped {}, its files are kept", id);
    }
    status.forget(dropped);
  }
}
