package dev.firn.cdc.drift;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.IdentityErrors;
import dev.firn.cdc.error.ReloadCommand;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.error.CoreErrors;
import dev.firn.error.DataGapException;
import dev.firn.error.DriftException;
import dev.firn.error.FirnException;
import dev.firn.error.UnmappableTableException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnDecision;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.SchemaMapper;
import dev.firn.source.SourceDatabase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names in a refusal the reload that works with the table that the source has by now, and what is
 * to be done before it.
 */
record WorkingReload(LakeTables lake, SourceDatabase database, SchemaMapper mapper) {

  private static final Logger LOG = LoggerFactory.getLogger(WorkingReload.class);

  /**
   * The same refusal; its reload starts afresh if the lake's columns cannot take the types of now.
   *
   * @param schema the table as the source has it; null if it is not there
   */
  DriftException in(CapturedTable captured, @Nullable TableSchema schema, DriftException refusal) {
    return IdentityErrors.reworded(refusal, wording(captured, schema, refusal));
  }

  /** The same of a gap. */
  DataGapException in(
      CapturedTable captured, @Nullable TableSchema schema, DataGapException refusal) {
    return GapErrors.reworded(refusal, wording(captured, schema, refusal));
  }

  private String wording(
      CapturedTable captured, @Nullable TableSchema schema, FirnException refusal) {
    String message = refusal.sentence();
    if (schema == null) {
      return message;
    }
    String working =
        takesItsTypes(captured, schema) ? message : ReloadCommand.afreshIn(captured, message);
    return refusedLoad(schema)
        .map(said -> ReloadCommand.obstructedIn(working, said))
        .orElse(working);
  }

  /** What a load would say of the table as it is now, if it refused it. */
  private Optional<String> refusedLoad(TableSchema schema) {
    if (!schema.canBeCaptured()) {
      return Optional.of(CoreErrors.tableCannotBeCaptured(schema.id(), schema.kind()).sentence());
    }
    try {
      mapper.map(schema);
      List<TableSchema> asked = List.of(schema);
      List<String> why =
          Stream.of(database.findUnreadable(asked), database.findObstacles(asked).refused())
              .flatMap(reasons -> Optional.ofNullable(reasons.get(schema.id())).stream())
              .toList();
      return why.isEmpty()
          ? Optional.empty()
          : Optional.of(CoreErrors.tableIsUnmappable(schema.id(), why).sentence());
    } catch (UnmappableTableException e) {
      return Optional.of(e.sentence());
    } catch (FirnException e) {
      // The refusal stands whether the source answers or not, and the load will ask again.
      LOG.warn(
          "What would keep {} from being loaded is not known: {}", schema.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private boolean takesItsTypes(CapturedTable captured, TableSchema schema) {
    LakeTable table = lake.open(captured.id());
    for (ColumnDecision decision : mapper.decide(schema)) {
      if (decision instanceof ColumnDecision.Keep keep && !takes(table, captured, keep)) {
        return false;
      }
    }
    return true;
  }

  private static boolean takes(LakeTable table, CapturedTable captured, ColumnDecision.Keep keep) {
    ColumnMapping now = keep.mapping();
    // What a load has decided about a type holds as long as the source has that type.
    boolean isDecided =
        captured
            .mapping()
            .find(now.column())
            .filter(held -> held.type().equals(now.type()))
            // One that goes on in another column of the lake returns to its own.
            .filter(held -> held.lakeColumn().equals(now.lakeColumn()))
            .isPresent();
    return isDecided || table.takes(now.field());
  }
}
