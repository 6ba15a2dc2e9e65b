package dev.firn.source.oracle.health;

import dev.firn.health.ExaminedTables;
import dev.firn.model.TableId;
import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.connect.OracleVersion;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server that is looked at, and what of it matters.
 *
 * @param source by the name that its commands are given
 * @param user who looks
 * @param refused tables with a LONG that is not to be left out, and why
 * @param needed the SCN from which on the connector reads the log; null if nobody tells
 */
public record OracleLook(
    Connection connection,
    OracleVersion server,
    String source,
    String user,
    String schema,
    ExaminedTables tables,
    Map<TableId, String> refused,
    @Nullable BigInteger needed) {

  /** All rows of a question. */
  <T> List<T> ask(String sql, Dictionary.RowReader<T> reader, String... parameters)
      throws SQLException {
    return new Dictionary(connection).read(sql, reader, parameters);
  }

  /** True of a view that the user may not read. */
  boolean isHidden(String sql) throws SQLException {
    try {
      ask(sql, row -> row);
      return false;
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return true;
      }
      throw e;
    }
  }
}
