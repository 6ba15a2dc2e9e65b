package dev.firn.localstack.oracle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import oracle.sql.BINARY_DOUBLE;
import oracle.sql.BINARY_FLOAT;
import oracle.sql.DATE;
import oracle.sql.Datum;
import oracle.sql.INTERVALDS;
import oracle.sql.NUMBER;
import oracle.sql.RAW;
import oracle.sql.TIMESTAMP;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;

/** Values of PostgreSQL as the classes of Oracle's driver. */
final class Values {

  private Values() {}

  static @Nullable Datum of(ResultSet row, int place) throws SQLException {
    if (row.getObject(place) == null) {
      return null;
    }
    String type = row.getMetaData().getColumnTypeName(place);
    return switch (type) {
      case "numeric", "int2", "int4", "int8" -> new NUMBER(row.getBigDecimal(place));
      case "float4" -> new BINARY_FLOAT(row.getFloat(place));
      case "float8" -> new BINARY_DOUBLE(row.getDouble(place));
      case "bytea" -> row.getBytes(place).length == 0 ? null : new RAW(row.getBytes(place));
      case "timestamp" -> time(row.getObject(place, LocalDateTime.class));
      case "interval" -> interval((PGInterval) row.getObject(place));
      default -> throw new UnsupportedOperationException("No class of Oracle's driver for " + type);
    };
  }

  /** Seven bytes, or eleven if there is a fraction of a second. */
  private static Datum time(LocalDateTime time) {
    int fraction = time.getNano();
    byte[] bytes = new byte[fraction == 0 ? 7 : 11];
    bytes[0] = (byte) (time.getYear() / 100 + 100);
    bytes[1] = (byte) (time.getYear() % 100 + 100);
    bytes[2] = (byte) time.getMonthValue();
    bytes[3] = (byte) time.getDayOfMonth();
    bytes[4] = (byte) (time.getHour() + 1);
    bytes[5] = (byte) (time.getMinute() + 1);
    bytes[6] = (byte) (time.getSecond() + 1);
    for (int i = 7; i < bytes.length; i++) {
      bytes[i] = (byte) (fraction >>> (8 * (10 - i)));
    }
    return fraction == 0 ? new DATE(bytes) : new TIMESTAMP(bytes);
  }

  private static Datum interval(PGInterval interval) {
    return new INTERVALDS(
        "%d %d:%d:%d.%06d"
            .formatted(
                interval.getDays(),
                interval.getHours(),
                interval.getMinutes(),
                interval.getWholeSeconds(),
                interval.getMicroSeconds()));
  }
}
