package dev.firn.source.oracle;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.NumberProfile;
import dev.firn.source.NumberMeasure;
import dev.firn.source.oracle.connect.OraFailure;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.source.oracle.connect.OracleErrors;
import dev.firn.source.oracle.read.MeasureStatement;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the numbers of one table after the other over one connection. */
final class OpenMeasure implements NumberMeasure {

  private static final Logger LOG = LoggerFactory.getLogger(OpenMeasure.class);

  /** 1 GiB: a larger table is not read twice; its numbers become text. */
  private static final long MAX_BYTES = 1L << 30;

  private final OracleEndpoint endpoint;
  private @Nullable Connection connection;

  OpenMeasure(OracleEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public Map<String, NumberProfile> of(TableSchema table, List<String> columns) {
    if (columns.isEmpty()) {
      return Map.of();
    }
    if (table.bytes() > MAX_BYTES) {
      LOG.info(
          "Numbers of {} without a size become text: it is too large to be read twice", table.id());
      return Map.of();
    }
    try {
      return ask(table.id(), columns);
    } catch (SQLException e) {
      return withoutSizes(table.id(), e);
    }
  }

  private Map<String, NumberProfile> ask(TableId table, List<String> columns) throws SQLException {
    if (connection == null) {
      connection = endpoint.open();
    }
    try (PreparedStatement query =
        connection.prepareStatement(MeasureStatement.of(table, columns))) {
      query.setBigDecimal(1, new BigDecimal(CurrentPosition.of(connection, endpoint).number()));
      return profiles(query, columns);
    }
  }

  private static Map<String, NumberProfile> profiles(PreparedStatement query, List<String> columns)
      throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      row.next();
      Map<String, NumberProfile> profiles = new HashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        profiles.put(columns.get(i), profile(row, 1 + i * MeasureStatement.VALUES_PER_COLUMN));
      }
      return profiles;
    }
  }

  private static NumberProfile profile(ResultSet row, int first) throws SQLException {
    BigDecimal greatest = row.getBigDecimal(first + 1);
    int integerDigits =
        greatest == null || greatest.signum() == 0 ? 0 : greatest.precision() - greatest.scale();
    return new NumberProfile(
        integerDigits, row.getInt(first + 2), row.getLong(first), false, "all rows");
  }

  /** Whoever reads the table says what is wrong with it; an infinity, for one, is nothing wrong. */
  private static Map<String, NumberProfile> withoutSizes(TableId table, SQLException failure) {
    if (!OraFailure.of(failure).isOfTheTable()) {
      throw OracleErrors.cannot("measure the numbers of " + table, failure);
    }
    LOG.warn("Numbers of {} without a size become text: {}", table, failure.getMessage());
    return Map.of();
  }

  @Override
  public void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("Closing failed", e);
    }
  }
}
