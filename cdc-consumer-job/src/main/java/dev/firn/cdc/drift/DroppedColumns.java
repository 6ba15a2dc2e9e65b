package dev.firn.cdc.drift;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.FieldRules;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.source.SourceCatalog;

/**
 * Keeps the names of columns that are gone, also of those that were not carried: in an event of a
 * later transaction such a name may be of another column, which is called otherwise by now.
 */
record DroppedColumns(SourceCatalog catalog) {

  /** The table with what is gone since a look; to be stored with what that is replaced by. */
  CapturedTable note(CapturedTable captured, TableIdentity before, TableIdentity now) {
    FieldRules rules = captured.rules();
    for (ColumnIdentity column : before.columns()) {
      if (now.column(column.id()).isEmpty() && !column.generated()) {
        rules = rules.dropping(column.name(), dropped(captured, before, column.id()));
      }
    }
    return captured.with(rules);
  }

  private FieldRules.Dropped dropped(CapturedTable captured, TableIdentity before, int column) {
    return new FieldRules.Dropped(
        catalog.droppedBy(before.object(), column).orElse(before.settled() - 1),
        column,
        captured.policy().on(DriftKind.ADD) != DriftPolicy.EVOLVE);
  }
}
