package dev.firn.source.oracle.health;

import dev.firn.source.oracle.catalog.Obstacle;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What keeps changes of any table from coming, with the statement that mends it. */
public final class ConnectorTrouble {

  private ConnectorTrouble() {}

  /** Says so if the user may not look. */
  public static List<String> find(Connection connection, OracleVersion server) throws SQLException {
    Optional<LogState> log = LogState.find(connection, server);
    return log.isEmpty()
        ? List.of(
            "the user may not look how the database logs changes. GRANT SELECT ON SYS.V_$DATABASE lets"
                + " it be checked")
        : Stream.of(
                ArchiveMode.find(log.get()),
                ForcedLog.find(log.get()),
                SupplementalLog.find(log.get()))
            .flatMap(Optional::stream)
            .map(Obstacle::sentence)
            .toList();
  }
}
