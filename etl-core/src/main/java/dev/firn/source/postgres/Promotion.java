package dev.firn.source.postgres;

import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.source.SourceCatalog.TakeOver;
import dev.firn.source.postgres.catalog.ServerHistory;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.log.PostgresLsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a standby that was promoted where its log leaves that of the former primary, and what it has
 * of what was applied. What stands before that position both have; what stands behind it the former
 * primary alone has had.
 */
final class Promotion {

  private static final int TIMEOUT_SECONDS = 30;

  /** On standbys. */
  private static final int KEEPS_SLOTS_SINCE = 17;

  private static final String COMMITTED = "committed";

  /** The number of an event's transaction may lack its upper half. */
  private static final String STATUS =
      """
      SELECT pg_xact_status(t.id::text::xid8)
        FROM (SELECT next, CASE WHEN near >= next AND near >= 4294967296 THEN near - 4294967296
                                ELSE near END AS id
                FROM (SELECT next, CASE WHEN given >= 4294967296 THEN given
                                        ELSE next - next % 4294967296 + given END AS near
                        FROM (SELECT ?::bigint AS given,
                                     pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next
                             ) g) n) t
       WHERE t.id < t.next
      """;

  private final PostgresEndpoint endpoint;
  private final Connection connection;

  /**
   * @param connection to the server that is there now
   */
  Promotion(PostgresEndpoint endpoint, Connection connection) {
    this.endpoint = endpoint;
    this.connection = connection;
  }

  /**
   * @param applied the last places of what was applied
   * @param loaded where the table was loaded
   * @return empty if it was no promotion that has led from one to the other
   */
  Optional<TakeOver> find(
      ServerHistory before,
      ServerHistory now,
      Collection<LogPlace> applied,
      @Nullable ReadPoint loaded)
      throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (!now.mayFollow(before) || version < KEEPS_SLOTS_SINCE) {
      return Optional.empty();
    }
    Optional<PostgresLsn> end = endOf(before.timeline(), now.timeline(), version);
    if (end.isEmpty()) {
      return Optional.empty();
    }
    String at = "LSN " + end.get().text();
    return Optional.of(new TakeOver(at, lacks(before, end.get(), applied, loaded)));
  }

  private String lacks(
      ServerHistory before,
      PostgresLsn end,
      Collection<LogPlace> applied,
      @Nullable ReadPoint loaded)
      throws SQLException {
    if (loaded != null && loaded.position().isAfter(end)) {
      return "was promoted before the load at LSN " + loaded.position().text();
    }
    for (LogPlace place : applied) {
      boolean isBehind = Long.compareUnsigned(place.position(), end.bytes()) >= 0;
      if (isBehind || !place.namesTransaction() || !isCommitted(place.transaction())) {
        return "never got what was applied up to LSN " + place.text();
      }
    }
    return before.isBehindStandbys()
        ? ""
        : "may lack what the connector has read, because synchronized_standby_slots of the former"
            + " primary was empty when the table was looked at last; the connector then passes over"
            + " as much of what the new primary has written";
  }

  /** Where a timeline ended on the way to a later one; empty if it is not on that way. */
  private Optional<PostgresLsn> endOf(int timeline, int later, int version) {
    try (Connection replication = endpoint.openForReplication(TIMEOUT_SECONDS, version);
        Statement statement = replication.createStatement();
        ResultSet history = statement.executeQuery("TIMELINE_HISTORY " + later)) {
      history.next();
      return history
          .getString("content")
          .lines()
          .map(line -> line.strip().split("\\s+", 3))
          .filter(line -> line[0].equals(Integer.toString(timeline)))
          .map(line -> PostgresLsn.parse(line[1]))
          .findFirst();
    } catch (SQLException e) {
      throw PostgresErrors.cannot("read the history of timeline " + later, e);
    }
  }

  /** Of one so old that the server has forgotten it nobody else was in progress since. */
  private boolean isCommitted(long transaction) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(STATUS)) {
      query.setLong(1, transaction);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        String status = row.getString(1);
        return status == null || status.equals(COMMITTED);
      }
    }
  }
}
