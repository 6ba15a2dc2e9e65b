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
import org.jspecify.annotations.Nullable;

/**
 * Source tables that a load has found empty and for which it has made no lake table, with the
 * instant at which they were, since when the stream has all that they ever held, and with what they
 * were then: what they are at their first row says nothing of what happened in between.
 */
public final class EmptyTables {

  /** The table's name in every source's namespace. */
  public static final String TABLE = "_cdc_empty_tables";

  private static final ControlColumn<Row, String> SCHEMA =
      text("source_schema", row -> row.table().schema());
  private static final ControlColumn<Row, String> NAME =
      text("source_table", row -> row.table().name());
  private static final ControlColumn<Row, String> READ_POINT = text("read_point", Row::readPoint);

  private static final ControlColumn<Row, String> CONTRACT = text("contract", Row::contract);

  private static final ControlRows<Row> ALL =
      ControlRows.of(EmptyTables::read, SCHEMA, NAME, READ_POINT, CONTRACT);

  private record Row(TableId table, String readPoint, @Nullable String contract) {}

  /**
   * A table as a load has found it.
   *
   * @param at when it was empty
   * @param contract the text of the contract by which the load would have carried it; null if an
   *     earlier version has noted the table
   */
  public record Found(ReadPoint at, @Nullable String contract) {}

  private final LakeTables lake;
  private final LakeTableId id;

  public EmptyTables(LakeTables lake, SourceNamespace namespace) {
    this.lake = lake;
    this.id = namespace.table(TABLE);
  }

  private static Row read(ControlRow row) {
    return new Row(
        new TableId(row.get(SCHEMA), row.get(NAME)), row.get(READ_POINT), row.find(CONTRACT));
  }

  /** What is known of each of them; nothing is created to know it. */
  public Map<TableId, Found> read() {
    Map<TableId, Found> empty = new HashMap<>();
    rows()
        .forEach(
            row ->
                empty.put(
                    row.table(),
                    new Found(DatabaseKind.readPoint(row.readPoint()), row.contract())));
    return empty;
  }

  private List<Row> rows() {
    return lake.find(id).isEmpty() ? List.of() : lake.controlTable(id, ALL).rows();
  }

  /**
   * Notes what a load has found, in one commit, if that is anything new.
   *
   * @param loaded all tables that it has looked at; what was known of them is not true any more
   * @param empty those of them that were empty at the read point, with the contracts of the load
   */
  public void record(Collection<TableId> loaded, Map<TableId, String> empty, ReadPoint readPoint) {
    boolean isKnown = rows().stream().anyMatch(row -> loaded.contains(row.table()));
    if (!isKnown && empty.isEmpty()) {
      return;
    }
    lake.controlTable(id, ALL)
        .update(
            rows ->
                Stream.concat(
                        rows.stream().filter(row -> !loaded.contains(row.table())),
                        empty.entrySet().stream()
                            .map(
                                found ->
                                    new Row(found.getKey(), readPoint.text(), found.getValue())))
                    .toList());
  }

  /** Ends what is known of all of them: what came to them since may have been sent to nobody. */
  public void forget() {
    if (!rows().isEmpty()) {
      lake.controlTable(id, ALL).update(rows -> List.of());
    }
  }
}
