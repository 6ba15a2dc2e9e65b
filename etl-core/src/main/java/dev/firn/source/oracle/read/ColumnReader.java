package dev.firn.source.oracle.read;

import dev.firn.error.CoreErrors;
import dev.firn.error.FirnException;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.MeasuredSize;
import dev.firn.schema.TableMapping;
import dev.firn.source.oracle.type.StoredType;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import oracle.jdbc.OracleResultSet;
import oracle.sql.Datum;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** Reads the values of one column as the lake has them. */
final class ColumnReader {

  private static final Set<String> LARGE_TEXTS = Set.of("CLOB", "NCLOB", "XMLTYPE");

  private final TableId table;
  private final ColumnMapping column;
  private final scala.Function1<Object, Object> toLake;
  private final Source source;
  private final TextProof proof;
  private long bytes;

  private ColumnReader(TableId table, ColumnMapping column) {
    this.table = table;
    this.column = column;
    this.toLake = CatalystTypeConverters.createToCatalystConverter(column.sparkType());
    this.source = source();
    this.proof = new TextProof(column.type().name());
  }

  static List<ColumnReader> of(TableMapping mapping) {
    return mapping.columns().stream()
        .map(column -> new ColumnReader(mapping.source(), column))
        .toList();
  }

  /** What the driver is asked for. */
  private interface Source {
    @Nullable Object read(OracleResultSet row, int place) throws SQLException;
  }

  private Source source() {
    String name = column.type().name();
    if (name.equals("BLOB")) {
      return this::largeBytes;
    }
    if (column.columnType() instanceof StoredType stored) {
      return (row, place) -> stored(stored, row, place);
    }
    return LARGE_TEXTS.contains(name) ? this::largeText : this::text;
  }

  /** The value, or null; of the forms that rows of Spark have. */
  @Nullable Object read(OracleResultSet row, int place) throws SQLException {
    Object value = source.read(row, place);
    return value == null ? null : toLake.apply(value);
  }

  /** Bytes of the value that was read last. */
  long bytes() {
    return bytes;
  }

  private @Nullable Object stored(StoredType type, OracleResultSet row, int place)
      throws SQLException {
    Datum datum = row.getOracleObject(place);
    byte[] stored = datum == null ? null : datum.getBytes();
    if (stored == null || stored.length == 0) {
      bytes = 0;
      return null;
    }
    bytes = stored.length;
    try {
      return type.ofBytes(stored);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refusal(stored, e);
    }
  }

  /** A number that has come since its column was measured makes the column text. */
  private FirnException refusal(byte[] stored, RuntimeException why) {
    String value = why.getMessage() + " (" + HexFormat.of().formatHex(stored) + ")";
    DataType lakeType = column.sparkType();
    MeasuredSize size = column.size();
    return size == null
        ? CoreErrors.valueHasNoPlace(table, column.column(), lakeType.simpleString(), value)
        : CoreErrors.numberHasNoPlace(
            table, column.column(), lakeType.simpleString(), value, size.evidence());
  }

  private @Nullable Object text(OracleResultSet row, int place) throws SQLException {
    String text = row.getString(place);
    if (text == null) {
      bytes = 0;
      return null;
    }
    bytes = text.length();
    proof.findFault(text, row, place).ifPresent(this::refuse);
    return text;
  }

  private void refuse(String value) {
    throw CoreErrors.valueHasNoPlace(
        table, column.column(), column.sparkType().simpleString(), value);
  }

  /** An empty one is NULL, as Debezium sends it. */
  private @Nullable Object largeText(OracleResultSet row, int place) throws SQLException {
    Clob large = row.getClob(place);
    if (large == null) {
      bytes = 0;
      return null;
    }
    try {
      bytes = length(large.length());
      if (bytes == 0) {
        return null;
      }
      String text = large.getSubString(1, (int) bytes);
      TextProof.findHalf(text).ifPresent(this::refuse);
      return text;
    } finally {
      large.free();
    }
  }

  private @Nullable Object largeBytes(OracleResultSet row, int place) throws SQLException {
    Blob large = row.getBlob(place);
    if (large == null) {
      bytes = 0;
      return null;
    }
    try {
      bytes = length(large.length());
      return bytes == 0 ? null : large.getBytes(1, (int) bytes);
    } finally {
      large.free();
    }
  }

  private int length(long length) {
    if (length > Integer.MAX_VALUE - 16) {
      refuse("a value of " + length + " characters or bytes");
    }
    return (int) length;
  }
}
