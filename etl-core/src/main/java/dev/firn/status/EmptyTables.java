package dev.firn.status;

import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.model.LakeTableId;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.source.DatabaseKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Source tables that a load has found empty and for which it has made no lake table, with the
 * instant at which they were: the stream has all that they ever held since.
 */
public final class EmptyTables {

  /** The table's name in every source's namespace. */
  public static final String TABLE = "_cdc_empty_tables";

  private static final ControlColumn<Row, String> SCHEMA =
      text("source_schema", row -> row.table().schema());
  private static final ControlColumn<Row, String> NAME =
      text("source_table", row -> row.table().name());
  private static final ControlColumn<Row, String> READ_POINT = text("read_point", Row::readPoint);

  private static final ControlRows<Row> ALL =
      ControlRows.of(EmptyTables::read, SCHEMA, NAME, READ_POINT);

  private record Row(TableId table, String readPoint) {}

  private final LakeTables lake;
  private final LakeTableId id;

  public EmptyTables(LakeTables lake, SourceNamespace namespace) {
    this.lake = lake;
    this.id = namespace.table(TABLE);
  }

  private static Row read(ControlRow row) {
    return new Row(new TableId(row.get(SCHEMA), row.get(NAME)), row.get(READ_POINT));
  }

  /** When each of them was empty; nothing is created to know it. */
  public Map<TableId, ReadPoint> read() {
    Map<TableId, ReadPoint> empty = new HashMap<>();
    rows().forEach(row -> empty.put(row.table(), DatabaseKind.readPoint(row.readPoint())));
    return empty;
  }

  private List<Row> rows() {
    return lake.find(id).isEmpty() ? List.of() : lake.controlTable(id, ALL).rows();
  }

  /**
   * Notes what a load has found, in one commit, if that is anything new.
   *
   * @param loaded all tables that it has looked at; what was known of them is not true any more
   * @param empty those of them that were empty at the read point
   */
  public void record(Collection<TableId> loaded, Collection<TableId> empty, ReadPoint readPoint) {
    boolean isKnown = rows().stream().anyMatch(row -> loaded.contains(row.table()));
    if (!isKnown && empty.isEmpty()) {
      return;
    }
    lake.controlTable(id, ALL)
        .update(
            rows ->
                Stream.concat(
                        rows.stream().filter(row -> !loaded.contains(row.table())),
                        empty.stream().map(table -> new Row(table, readPoint.text())))
                    .toList());
  }
}
