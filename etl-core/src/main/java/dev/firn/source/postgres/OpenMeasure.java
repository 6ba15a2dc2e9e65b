package dev.firn.source.postgres;

import dev.firn.model.TableSchema;
import dev.firn.schema.NumberProfile;
import dev.firn.source.NumberMeasure;
import dev.firn.source.postgres.catalog.LockHolders;
import dev.firn.source.postgres.catalog.NumberMeasurement;
import dev.firn.source.postgres.connect.LockTimeout;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures over one connection, because to log in costs more than to look at a small table. */
final class OpenMeasure implements NumberMeasure {

  private static final Logger LOG = LoggerFactory.getLogger(OpenMeasure.class);

  private final PostgresEndpoint endpoint;
  private @Nullable Connection open;

  OpenMeasure(PostgresEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public Map<String, NumberProfile> of(TableSchema table, List<String> columns) {
    if (columns.isEmpty()) {
      return Map.of();
    }
    Connection connection = open == null ? endpoint.open() : open;
    open = connection;
    try {
      LockTimeout.of(connection, LockTimeout.SHORT_SECONDS);
      return new NumberMeasurement(connection, NumberMeasurement.MAX_MEASURED_BYTES)
          .of(table.id(), columns, table.bytes());
    } catch (SQLException e) {
      String what = "measure the numbers of " + table.id();
      throw LockTimeout.isOver(e)
          ? LockHolders.explain(connection, what, List.of(table.id()), LockHolders.Purpose.READ, e)
          : PostgresErrors.cannot(what, e);
    }
  }

  @Override
  public void close() {
    try {
      if (open != null) {
        open.close();
      }
    } catch (SQLException e) {
      LOG.debug("Closing failed", e);
    }
  }
}
