package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * By what it is noticed that a table was altered though it looks as before: a column in the place
 * of an unused one has its name and type, and rows of a table that shrinks have other addresses in
 * the same segment.
 */
public final class AlterationMarks {

  private AlterationMarks() {}

  /**
   * A text for each table, which is another one once it was altered. A table of partitions has no
   * time in it: new ones come by themselves while it is written.
   */
  public static Map<TableId, String> of(Connection connection, Collection<TableId> tables)
      throws SQLException {
    Dictionary dictionary = new Dictionary(connection);
    Map<TableId, String> marks = new HashMap<>();
    for (Map.Entry<String, Set<String>> owner : ViewSources.bySchema(tables).entrySet()) {
      String schema = owner.getKey();
      Names names = Names.of(owner.getValue());
      Set<String> partitioned =
          new HashSet<>(
              names.ask(
                  dictionary, DictionaryStatements.PARTITIONED, row -> row.getString(1), schema));
      for (Map.Entry<String, String> part :
          names.ask(
              dictionary,
              DictionaryStatements.COLUMN_NUMBERS,
              row -> Map.entry(row.getString(1), row.getString(3) + " " + row.getString(2)),
              schema)) {
        marks.merge(new TableId(schema, part.getKey()), part.getValue(), AlterationMarks::and);
      }
      for (Map.Entry<String, String> time :
          names.ask(
              dictionary,
              DictionaryStatements.LAST_ALTERED,
              row -> Map.entry(row.getString(1), Dictionary.text(row, "ALTERED")),
              schema)) {
        if (!partitioned.contains(time.getKey())) {
          marks.merge(new TableId(schema, time.getKey()), time.getValue(), AlterationMarks::and);
        }
      }
    }
    return marks;
  }

  private static String and(String one, String other) {
    return one + ", " + other;
  }
}
