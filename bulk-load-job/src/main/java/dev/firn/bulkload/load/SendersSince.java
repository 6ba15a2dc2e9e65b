package dev.firn.bulkload.load;

import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.error.DataGapException;
import dev.firn.error.UnavailableException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.TableProperty;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceLook;
import dev.firn.status.StatusTracker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the end of a load whether what sends changes is still what it was at its instant: a load
 * may take so long that the server removes log that nobody has read yet.
 */
record SendersSince(LoadSystems systems, StatusTracker status, LoadRun run) {

  private static final Logger LOG = LoggerFactory.getLogger(SendersSince.class);

  /**
   * Marks those of the tables whose changes may not have been sent.
   *
   * @return why, of each of them
   */
  Map<TableId, DataGapException> find(Map<TableId, TablePlan> loaded) {
    Map<TableId, DataGapException> gaps = new HashMap<>();
    SourceLook look;
    try {
      look = systems.database().look(loaded.keySet());
    } catch (UnavailableException e) {
      LOG.warn(
          "Whether changes of what was loaded are still sent is not known: {}", e.getMessage());
      return gaps;
    }
    loaded.forEach(
        (table, plan) ->
            systems
                .lake()
                .find(plan.route().target())
                .flatMap(held -> gap(held, look.find(table)))
                .ifPresent(
                    gap -> {
                      status.record(
                          plan.route().target().name(),
                          row -> row.failed(run.now(), String.valueOf(gap.getMessage())));
                      LOG.error("{}", gap.getMessage());
                      gaps.put(table, gap);
                    }));
    status.flush();
    return gaps;
  }

  private Optional<DataGapException> gap(LakeTable held, Optional<TableSchema> found) {
    TableMapping contract = held.state().findContract().orElse(null);
    TableIdentity then = contract == null ? null : contract.identity();
    TableIdentity now = found.map(TableSchema::identity).orElse(null);
    if (contract == null || then == null || now == null || !then.mayHaveGapBefore(now)) {
      return Optional.empty();
    }
    String why =
        "what sends its changes has gone or was altered since it was read (%s then, %s now)"
            .formatted(then.sentBy(), now.sentBy().isEmpty() ? "nothing" : now.sentBy());
    held.alter().setProperties(Map.of(TableProperty.GAP, why));
    return Optional.of(
        BulkLoadErrors.changesAreNotSent(run.request().source().name(), contract.source(), why));
  }
}
