package dev.firn.cdc.drift;

import dev.firn.config.DriftKind;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the contract of a table with the columns that its source has now. */
final class SchemaDrift {

  private SchemaDrift() {}

  /**
   * The differences in columns that the contract has; new columns are not among them, unless they
   * are old ones under other names.
   *
   * @param now the columns that can be carried
   * @param history the names of all columns ever, in the order in which they were added; empty for
   *     one that was dropped
   */
  static List<Drift> between(TableMapping contract, List<ColumnMapping> now, List<String> history) {
    Map<String, ColumnMapping> present = new LinkedHashMap<>();
    now.forEach(column -> present.put(column.column(), column));
    Set<String> known = Set.copyOf(contract.columns().stream().map(ColumnMapping::column).toList());
    List<Drift> drifts = new ArrayList<>();
    int place = 0;
    for (ColumnMapping column : contract.columns()) {
      ColumnMapping same = present.get(column.column());
      if (same != null) {
        place = history.indexOf(column.column()) + 1;
        typeChange(column, same).ifPresent(drifts::add);
        continue;
      }
      if (history.contains(column.column())) {
        continue;
      }
      ColumnMapping renamed = renamed(history, place, known, present);
      if (renamed == null) {
        drifts.add(new Drift(DriftKind.DROP, column.column(), column, null));
      } else {
        place = history.indexOf(renamed.column()) + 1;
        drifts.add(new Drift(DriftKind.RENAME, column.column(), column, renamed));
        typeChange(column, renamed).ifPresent(drifts::add);
      }
    }
    return drifts;
  }

  /** The place of a dropped column stays empty; a renamed column keeps its place. */
  private static @Nullable ColumnMapping renamed(
      List<String> history, int place, Set<String> known, Map<String, ColumnMapping> present) {
    for (int i = place; i < history.size(); i++) {
      String name = history.get(i);
      if (name.isEmpty() || known.contains(name)) {
        return null;
      }
      if (present.containsKey(name)) {
        return present.get(name);
      }
    }
    return null;
  }

  private static Optional<Drift> typeChange(ColumnMapping before, ColumnMapping after) {
    boolean same =
        before.columnType().rule().equals(after.columnType().rule())
            && before.sparkType().equals(after.sparkType());
    // What a load has decided about a type holds as long as the source has that type.
    if (same || before.type().equals(after.type())) {
      return Optional.empty();
    }
    boolean widens = before.columnType().widensTo(after.columnType());
    DriftKind kind = widens ? DriftKind.WIDEN : DriftKind.NARROW;
    return Optional.of(new Drift(kind, before.column(), before, after));
  }
}
