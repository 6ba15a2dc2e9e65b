package dev.firn.overview;

import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRows;
import dev.firn.model.SourceNamespace;
import java.util.Map;
import java.util.TreeMap;

/** Counts the events that could not be applied, by a few columns of {@code _cdc_dead_letter}. */
public final class OpenLetters {

  static final String TABLE = "_cdc_dead_letter";
  static final String OPEN = "open";

  private record Letter(String source, String table, String state) {}

  private static final ControlColumn<Letter, String> SOURCE = text("source", Letter::source);
  private static final ControlColumn<Letter, String> TABLE_NAME = text("table_name", Letter::table);
  private static final ControlColumn<Letter, String> STATE = text("state", Letter::state);

  private static final ControlRows<Letter> ROWS =
      ControlRows.of(
          row ->
              new Letter(
                  row.getOrElse(SOURCE, ""),
                  row.getOrElse(TABLE_NAME, ""),
                  row.getOrElse(STATE, OPEN)),
          SOURCE,
          TABLE_NAME,
          STATE);

  private OpenLetters() {}

  /** By source table. */
  public static Map<String, Long> count(LakeTables lake, SourceNamespace namespace, String source) {
    Map<String, Long> open = new TreeMap<>();
    lake.findControlTable(namespace.table(TABLE), ROWS).stream()
        .flatMap(table -> table.select(SOURCE, TABLE_NAME, STATE).stream())
        .filter(row -> row.getOrElse(SOURCE, "").equals(source))
        .filter(row -> row.getOrElse(STATE, OPEN).equals(OPEN))
        .forEach(row -> open.merge(row.getOrElse(TABLE_NAME, ""), 1L, Long::sum));
    return open;
  }
}
