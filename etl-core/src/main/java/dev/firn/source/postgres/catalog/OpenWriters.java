package dev.firn.source.postgres.catalog;

import dev.firn.retry.Pause;
import dev.firn.source.mark.OpenWork;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks since when transactions are open that a snapshot taken after it may not see. */
public final class OpenWriters {

  /** Those whose beginning is hidden are waited for; most end within a moment. */
  private static final int MAX_LOOKS = 25;

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** On a standby the time is that of the last transaction which it shows. */
  private static final String NOW =
      """
      SELECT CASE WHEN pg_is_in_recovery()
                  THEN coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time())
                  ELSE clock_timestamp() END AS now,
             pg_is_in_recovery() AS standby,
             CASE WHEN pg_has_role('pg_read_all_stats', 'USAGE') THEN 'SET track_activities = on'
                  ELSE 'GRANT pg_read_all_stats TO ' || quote_ident(current_user) END AS remedy
      """;

  /** Our own read, and whoever has no transaction has no beginning of one. */
  private static final String OLDEST =
      """
      SELECT min(a.xact_start) FROM pg_stat_activity a
       WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
         AND NOT (a.application_name = current_setting('application_name')
                  AND a.usename = session_user)
      """;

  /**
   * Who is in a transaction has the lock of its virtual number, which everybody sees. Since when is
   * hidden from who may not know it, and from all where track_activities is off.
   */
  private static final String HIDDEN =
      """
      SELECT l.pid || ' ' || l.virtualtransaction FROM pg_locks l
        JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'virtualxid' AND l.granted AND l.mode = 'ExclusiveLock'
         AND a.datname = current_database() AND a.pid <> pg_backend_pid()
         AND a.xact_start IS NULL
         AND NOT (a.application_name = current_setting('application_name')
                  AND a.usename = session_user)
      """;

  private static final String PREPARED =
      """
      SELECT gid, prepared FROM pg_prepared_xacts
       WHERE database = current_database() ORDER BY prepared LIMIT 1
      """;

  private static final String SUBSCRIPTIONS =
      """
      SELECT quote_ident(s.subname) FROM pg_subscription s
        JOIN pg_database d ON d.oid = s.subdbid AND d.datname = current_database()
       WHERE s.subenabled ORDER BY 1 LIMIT 1
      """;

  private final Connection connection;
  private Instant since;
  private @Nullable String unknown;
  private String remedy = "";

  private OpenWriters(Connection connection, Instant now) {
    this.connection = connection;
    this.since = now;
  }

  /** Over a connection that has no transaction. */
  public static OpenWork look(Connection connection) throws SQLException {
    Instant now;
    boolean standby;
    String ofHidden;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NOW)) {
      row.next();
      now = instant(row, 1);
      standby = row.getBoolean(2);
      ofHidden = row.getString(3);
    }
    OpenWriters open = new OpenWriters(connection, now);
    if (standby) {
      open.unknown = "a standby does not show which transactions are open at its primary";
    } else {
      open.lookAtAll(ofHidden);
    }
    return new OpenWork(now, open.since, open.unknown, open.remedy);
  }

  private void lookAtAll(String ofHidden) throws SQLException {
    List<String> hidden = hidden();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OLDEST)) {
      row.next();
      if (row.getObject(1) != null) {
        began(instant(row, 1));
      }
    }
    for (int look = 1; look < MAX_LOOKS && !hidden.isEmpty(); look++) {
      Pause.of(PAUSE);
      hidden.retainAll(hidden());
    }
    if (!hidden.isEmpty()) {
      unknown =
          "since when %d transactions of others are open is not shown".formatted(hidden.size());
      remedy = ofHidden;
    }
    lookAtSubscriptions();
    lookAtPrepared();
  }

  private List<String> hidden() throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(HIDDEN)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  /** They bring rows with values of another server's clock. */
  private void lookAtSubscriptions() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SUBSCRIPTIONS);
        ResultSet row = query.executeQuery()) {
      if (row.next()) {
        unknown =
            "subscription %s brings rows that another server has written before"
                .formatted(row.getString(1));
        remedy = "";
      }
    }
  }

  /** Since when it was open before it was prepared is written nowhere. */
  private void lookAtPrepared() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(PREPARED);
        ResultSet row = query.executeQuery()) {
      if (row.next()) {
        began(instant(row, 2));
        String name = SqlName.literal(row.getString(1));
        unknown = "nobody knows when prepared transaction %s has begun".formatted(name);
        remedy = "COMMIT PREPARED " + name + ", or ROLLBACK PREPARED " + name;
      }
    }
  }

  private void began(Instant at) {
    if (at.isBefore(since)) {
      since = at;
    }
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
