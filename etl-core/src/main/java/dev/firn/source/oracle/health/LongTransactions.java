package dev.firn.source.oracle.health;

import dev.firn.health.Amounts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.source.oracle.catalog.Dictionary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Transactions that keep a load from beginning, or the connector from forgetting log. */
final class LongTransactions implements Probe<OracleLook> {

  private static final Duration LONG = Duration.ofHours(1);

  @Override
  public String name() {
    return "source.long-transactions";
  }

  @Override
  public String finds() {
    return "of Oracle: transactions that have written and stay open for more than an hour";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    try {
      return look.ask(HealthStatements.OPEN_TRANSACTIONS, this::told).stream()
          .flatMap(Optional::stream)
          .toList();
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        // ViewRights tells of it.
        return List.of();
      }
      throw e;
    }
  }

  private Optional<Finding> told(ResultSet row) throws SQLException {
    Duration open = Moment.between(Dictionary.text(row, "SINCE"), Dictionary.text(row, "NOW"));
    if (open.compareTo(LONG) < 0) {
      return Optional.empty();
    }
    String session = row.getString("SID");
    String who =
        session == null
            ? "a transaction of no session on instance "
                + row.getString("INST_ID")
                + ", such as one of XA,"
            : "a transaction of session %s,%s,@%s of %s on %s (%s)"
                .formatted(
                    session,
                    row.getString("SERIAL"),
                    row.getString("INST_ID"),
                    Dictionary.text(row, "USERNAME"),
                    Dictionary.text(row, "MACHINE"),
                    Dictionary.text(row, "PROGRAM"));
    return Optional.of(
        Finding.warning(
            name(),
            "%s has written and is open for %s: a load waits for it, and the connector keeps its changes in memory and needs all log since"
                .formatted(who, Amounts.time(open.toSeconds())),
            session == null
                ? Remedy.advice("end it: SELECT * FROM DBA_2PC_PENDING tells of such")
                : Remedy.sql(
                    "ALTER SYSTEM KILL SESSION '%s,%s,@%s' IMMEDIATE"
                        .formatted(session, row.getString("SERIAL"), row.getString("INST_ID")))));
  }
}
