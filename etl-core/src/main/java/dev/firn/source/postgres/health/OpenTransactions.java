package dev.firn.source.postgres.health;

import dev.firn.health.Amounts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Transactions that keep a slot from being made, or its log from being forgotten. */
final class OpenTransactions implements Probe<ServerLook> {

  /** One that does nothing, and one that works. */
  private static final int IDLE_SECONDS = 60;

  private static final int BUSY_SECONDS = 3600;

  private static final String OPEN =
      """
      SELECT pid, coalesce(usename, '') AS who, state, false AS prepared, '' AS gid,
             extract(epoch FROM now() - xact_start)::bigint AS seconds
        FROM pg_stat_activity
       WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() AND datname = current_database()
         AND now() - xact_start
             > make_interval(secs => CASE WHEN state LIKE 'idle in transaction%%' THEN %d ELSE %d END)
      UNION ALL
      SELECT 0, owner, '', true, gid, extract(epoch FROM now() - prepared)::bigint
        FROM pg_prepared_xacts
       WHERE database = current_database() AND now() - prepared > make_interval(secs => %d)
       ORDER BY seconds DESC
      """
          .formatted(IDLE_SECONDS, BUSY_SECONDS, IDLE_SECONDS);

  private static final String BLIND =
      """
      SELECT quote_ident(current_user) AS name
       WHERE NOT pg_has_role('pg_read_all_stats', 'USAGE')
      """;

  @Override
  public String name() {
    return "source.open-transactions";
  }

  @Override
  public String finds() {
    return "transactions that have written and stay open: one of a minute that does nothing or is"
        + " prepared, one of an hour that works";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    List<Finding> found = new ArrayList<>(open(server));
    server.ask(
        BLIND,
        row -> {
          String user = row.getString("name");
          return found.add(
              Finding.info(
                  name(),
                  "user " + user + " does not see since when transactions of others are open",
                  Remedy.sql("GRANT pg_read_all_stats TO " + user)));
        });
    return found;
  }

  private List<Finding> open(ServerLook server) throws SQLException {
    return server.ask(
        OPEN,
        row -> {
          boolean isPrepared = row.getBoolean("prepared");
          String what =
              isPrepared
                  ? "prepared transaction " + row.getString("gid")
                  : "a transaction (" + row.getString("state") + ", pid " + row.getInt("pid") + ")";
          return Finding.warning(
              name(),
              "%s of %s has written and is open for %s: a load waits for it before it makes a slot, and the server keeps all log since"
                  .formatted(what, row.getString("who"), Amounts.time(row.getLong("seconds"))),
              Remedy.sql(
                  isPrepared
                      ? "ROLLBACK PREPARED " + SqlName.literal(row.getString("gid"))
                      : "SELECT pg_terminate_backend(" + row.getInt("pid") + ")"));
        });
  }
}
