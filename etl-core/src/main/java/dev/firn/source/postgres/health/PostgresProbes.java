package dev.firn.source.postgres.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Probes;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The probes of a PostgreSQL source, in the order in which their findings are told. */
public final class PostgresProbes {

  public static final List<Probe<ServerLook>> ALL =
      List.of(
          new Primary(),
          new WalLevel(),
          new CaptureRights(),
          new SlotRoom(),
          new SlotHealth(),
          new LogLeft(),
          new PublicationHealth(),
          new ReadRights(),
          new RowIdentity(),
          new OpenTransactions());

  /** Those that matter where changes are not captured. */
  private static final List<Probe<ServerLook>> OF_READERS =
      ALL.stream().filter(probe -> probe instanceof ReadRights).toList();

  /** No answer is worth a longer wait. */
  private static final int STATEMENT_SECONDS = 5;

  private PostgresProbes() {}

  /** All that is found. */
  public static List<Finding> look(ServerLook server) throws SQLException {
    try (Statement statement = server.connection().createStatement()) {
      statement.execute("SET default_transaction_read_only = on");
      statement.execute("SET statement_timeout = '" + STATEMENT_SECONDS + "s'");
    }
    return Probes.look(server.tables().areCaptured() ? ALL : OF_READERS, server);
  }
}
