package dev.firn.endtoend.compare;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of a table as text that is the same on both sides when the values are the same. */
public final class TableContents {
  private final List<String> keyColumns;
  private final List<String> columns;
  private final Map<String, List<List<String>>> rowsByKey = new TreeMap<>();
  private long rowCount;

  /**
   * @param keyColumns none if equal rows cannot be told apart; then all columns are the key
   */
  TableContents(List<String> keyColumns, List<String> columns) {
    this.columns = columns.stream().sorted().toList();
    this.keyColumns = keyColumns.isEmpty() ? this.columns : keyColumns;
  }

  /** A key may come more than once: a lake that doubled a row must not look right. */
  void add(Map<String, ? extends @Nullable Object> row) {
    List<String> key = new ArrayList<>(keyColumns.size());
    keyColumns.forEach(column -> key.add(text(row.get(column))));
    List<String> values = new ArrayList<>(columns.size());
    columns.forEach(column -> values.add(text(row.get(column))));
    rowsByKey.computeIfAbsent(String.join(",", key), k -> new ArrayList<>(1)).add(values);
    rowCount++;
  }

  long rowCount() {
    return rowCount;
  }

  /** Sorted by name, as the values of a row are. */
  List<String> columns() {
    return columns;
  }

  Map<String, List<List<String>>> rowsByKey() {
    return rowsByKey;
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return HexFormat.of().formatHex(copy);
    } else if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    } else if (value instanceof BigDecimal decimal) {
      // A lake column has one scale; where a source declares none, each value has its own.
      return decimal.stripTrailingZeros().toPlainString();
    } else if (value instanceof OffsetDateTime time) {
      return time.withOffsetSameInstant(ZoneOffset.UTC).toString();
    }
    return value.toString();
  }
}
