package dev.firn.check.ddl;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a table on both sides, in the columns that the source has. */
final class LakeRows {

  private static final int SHOWN = 3;
  private static final DateTimeFormatter SERVER_TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  /** What an interval of these checks, or a time with a zone, is on the server. */
  private static final Map<String, String> SERVER_TEXTS =
      Map.of(
          "P0Y0M1DT0H0M0S", "1 day",
          "P0Y-1M2DT3H4M5.6S", "-1 mons +2 days 03:04:05.6",
          "08:00:00.000000Z", "10:00:00+02");

  private LakeRows() {}

  /** What differs, a few of it. */
  static List<String> compare(Database database, LakeReader lake, String table) throws Exception {
    List<String> columns = new ArrayList<>();
    List<String> source = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM shop." + table)) {
      ResultSetMetaData names = rows.getMetaData();
      for (int i = 1; i <= names.getColumnCount(); i++) {
        columns.add(names.getColumnName(i));
      }
      while (rows.next()) {
        source.add(row(rows, columns.size()));
      }
    } catch (SQLException e) {
      return List.of("it cannot be read: " + e.getMessage());
    }
    Map<String, String> lakeColumns = lake.columnsBySource(table);
    List<String> missing =
        columns.stream().filter(column -> !lakeColumns.containsKey(column)).toList();
    if (!missing.isEmpty()) {
      return List.of("the lake lacks columns " + missing);
    }
    List<String> found = new ArrayList<>();
    lake.forEachRow(
        table,
        row -> {
          List<@Nullable Object> values = new ArrayList<>();
          columns.forEach(column -> values.add(asServer(row.get(lakeColumns.get(column)))));
          found.add(values.toString());
        });
    Collections.sort(source);
    Collections.sort(found);
    if (source.equals(found)) {
      return List.of();
    }
    List<String> onlySource = new ArrayList<>(source);
    found.forEach(onlySource::remove);
    List<String> onlyLake = new ArrayList<>(found);
    source.forEach(onlyLake::remove);
    return List.of(
        columns.toString(),
        "only in the source " + onlySource.stream().limit(SHOWN).toList(),
        "only in the lake " + onlyLake.stream().limit(SHOWN).toList());
  }

  /** Times and intervals as the server writes them; the rest looks the same on both sides. */
  private static @Nullable Object asServer(@Nullable Object value) {
    if (value instanceof LocalDateTime time) {
      return SERVER_TIME.format(time);
    }
    return value instanceof String text ? SERVER_TEXTS.getOrDefault(text, text) : value;
  }

  private static String row(ResultSet rows, int columns) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      values.add(rows.getString(i));
    }
    return values.toString();
  }
}
