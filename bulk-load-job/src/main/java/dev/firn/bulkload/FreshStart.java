package dev.firn.bulkload;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.SourceConfig;
import dev.firn.error.FencedException;
import dev.firn.job.ConfirmationPrompt;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.LoadOutcome;
import dev.firn.model.TableSchema;
import dev.firn.schema.LakeNames;
import dev.firn.status.StatusTracker;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final StatusTracker status;
  private final SourceConfig source;
  private final OperatorConsole conversation;
  private List<LakeTableId> leftovers = List.of();

  FreshStart(
      LakeTables lake, StatusTracker status, SourceConfig source, OperatorConsole conversation) {
    this.lake = lake;
    this.status = status;
    this.source = source;
    this.conversation = conversation;
  }

  /**
   * @param selection if it is partial, only the tables that it names are touched
   * @throws FencedException if the operator did not type YES
   */
  void confirm(List<TableSchema> tables, TableSelection selection) {
    PrintStream out = conversation.out();
    ConfirmationPrompt prompt = conversation.prompt();
    Set<String> wanted =
        tables.stream()
            .map(table -> LakeNames.table(table.id().name()))
            .collect(Collectors.toSet());
    List<LakeTable> ours =
        lake.list(source.namespace()).stream()
            .flatMap(id -> lake.find(id).stream())
            .filter(table -> table.state().findContract().isPresent())
            .toList();
    out.println("Fresh start of source " + source.name() + ":");
    for (LakeTable table : ours) {
      boolean kept = wanted.contains(table.id().name());
      if (kept || !selection.isPartial()) {
        out.printf(
            "  %-8s %s (%d rows, snapshot %d)%n",
            kept ? "replace" : "drop", table.id(), table.totalRecords(), table.snapshotId());
      }
    }
    if (prompt != null && !ours.isEmpty() && !prompt.isConfirmed()) {
      throw new FencedException("Nothing was changed: the fresh start was not confirmed with YES.");
    }
    leftovers =
        selection.isPartial()
            ? List.of()
            : ours.stream().map(LakeTable::id).filter(id -> !wanted.contains(id.name())).toList();
  }

  /** Drops what the source no longer has, unless a table could not be loaded. */
  void dropLeftovers(Map<TablePlan, LoadOutcome> outcomes) {
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
