package dev.firn.source.postgres;

import dev.firn.model.TableId;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What will keep Debezium 3.6 from running, or the stream from being quick. */
final class ConnectorTrouble {

  private final PostgresDatabase database;

  ConnectorTrouble(PostgresDatabase database) {
    this.database = database;
  }

  List<String> find(List<TableMapping> tables) {
    List<String> trouble = new ArrayList<>();
    for (String domain : database.domainsOverEnums()) {
      trouble.add(
          "Debezium 3.6 does not start on this database, because domain "
              + domain
              + " is based on an enum. Give its columns the enum itself.");
    }
    for (TableMapping table : tables) {
      trouble.addAll(readAsAWhole(table));
      trouble.addAll(arrays(table));
    }
    return trouble;
  }

  private List<String> arrays(TableMapping table) {
    if (table.columns().stream().noneMatch(column -> column.type().isArray())) {
      return List.of();
    }
    List<String> columns = database.arraysThatStopTheConnector(table.source());
    return columns.isEmpty()
        ? List.of()
        : List.of(
            "The connector would stop at an update of "
                + table.source()
                + " that leaves a large value in "
                + String.join(", ", columns)
                + " as it is, because Debezium 3.6 sends a text for the list. ALTER TABLE "
                + table.source()
                + " REPLICA IDENTITY FULL avoids that.");
  }

  /**
   * Tables at whose first change the connector stops for good: such a name looks to Debezium as if
   * it were quoted already, and it cannot read it again.
   */
  static Map<TableId, String> names(List<TableId> tables) {
    Map<TableId, String> unreadable = new HashMap<>();
    for (TableId table : tables) {
      if (Stream.of(table.schema(), table.name())
          .anyMatch(name -> name.startsWith("\"") || name.endsWith("\""))) {
        unreadable.put(
            table,
            "its name begins or ends with a quotation mark, which Debezium cannot read: the"
                + " connector would stop at its first change. Rename it to have it followed");
      }
    }
    return unreadable;
  }

  /** What Debezium sends as another value, the stream asks the source about: by key, if it can. */
  private List<String> readAsAWhole(TableMapping table) {
    if (table.canNameRows()) {
      return List.of();
    }
    List<String> trouble = new ArrayList<>();
    for (ColumnMapping column : table.columns()) {
      for (AmbiguousEncoding what : column.columnType().ambiguities()) {
        String form = what.frequentForm();
        if (form != null && database.mayHold(what, table.source(), column.column())) {
          trouble.add(readAsAWhole(table, column, form, what.remedy(column.column())));
        }
      }
    }
    return trouble;
  }

  private static String readAsAWhole(
      TableMapping table, ColumnMapping column, String value, String remedy) {
    return "The stream will read all rows of "
        + table.source()
        + " at the source for every batch of changes in which column "
        + column.column()
        + " holds "
        + value
        + ", because Debezium may send another value so, and the table has no key by which to ask"
        + " for single rows. "
        + remedy
        + " avoids that.";
  }
}
