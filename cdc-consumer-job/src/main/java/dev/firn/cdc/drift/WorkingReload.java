package dev.firn.cdc.drift;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.IdentityErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.error.DataGapException;
import dev.firn.error.DriftException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnDecision;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.SchemaMapper;
import org.jspecify.annotations.Nullable;

/** Names in a refusal the reload that works with the columns that the source has by now. */
record WorkingReload(LakeTables lake, SchemaMapper mapper) {

  /**
   * The same refusal; its reload starts afresh if the lake's columns cannot take the types of now.
   *
   * @param schema the table as the source has it; null if it is not there
   */
  DriftException in(CapturedTable captured, @Nullable TableSchema schema, DriftException refusal) {
    return schema == null || takesItsTypes(captured, schema)
        ? refusal
        : IdentityErrors.withFreshStart(captured, refusal);
  }

  /** The same of a gap. */
  DataGapException in(
      CapturedTable captured, @Nullable TableSchema schema, DataGapException refusal) {
    return schema == null || takesItsTypes(captured, schema)
        ? refusal
        : GapErrors.withFreshStart(captured, refusal);
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
