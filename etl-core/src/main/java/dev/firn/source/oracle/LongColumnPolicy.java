package dev.firn.source.oracle;

import dev.firn.model.Column;
import dev.firn.model.LongColumns;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What becomes of an Oracle table with a LONG or LONG RAW column, which change capture never
 * carries.
 *
 * @param choice what is chosen for a table
 */
public record LongColumnPolicy(Function<TableId, LongColumns> choice) {

  private static final Set<String> LONGS = Set.of("LONG", "LONG RAW");

  /** How a table goes on. */
  public sealed interface Outcome {

    /** The other columns are loaded and streamed; none is left out if it has no such column. */
    record Load(TableSchema rest, List<String> excluded) implements Outcome {}

    /** The table is left out. */
    record Skip(String reason) implements Outcome {}

    /** The table fails, for a reason as it is said of it. */
    record Refuse(String reason) implements Outcome {}
  }

  /** True if the table is left out should it have such a column. */
  public boolean skips(TableId table) {
    return choice.apply(table) == LongColumns.SKIP_TABLE;
  }

  public Outcome apply(TableSchema table) {
    List<String> found =
        table.columns().stream()
            .filter(column -> LONGS.contains(column.type().name()))
            .map(Column::name)
            .toList();
    if (found.isEmpty()) {
      return new Outcome.Load(table, List.of());
    }
    String reason =
        table.columns().stream()
            .filter(column -> found.contains(column.name()))
            .map(column -> "column " + column.name() + " is " + column.type())
            .collect(Collectors.joining(", "));
    return switch (choice.apply(table.id())) {
      case EXCLUDE -> new Outcome.Load(table.without(found), found);
      case SKIP_TABLE -> new Outcome.Skip(reason + " and handle_long_columns is \"skip_table\"");
      case ERROR ->
          new Outcome.Refuse(
              reason
                  + ", which change capture does not carry, and handle_long_columns is"
                  + " \"error\" (\"exclude\" loads the other "
                  + (table.columns().size() - found.size())
                  + " columns, \"skip_table\" leaves the table out)");
    };
  }
}
