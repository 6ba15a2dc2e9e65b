package dev.firn.localstack.oracle;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.rowset.serial.SerialBlob;
import javax.sql.rowset.serial.SerialClob;
import oracle.jdbc.OracleResultSet;
import org.jspecify.annotations.Nullable;

/** A session of the server that is made of PostgreSQL, as its client has it. */
final class StandInSession {

  private static final int RELEASE = 19;

  private final OracleStandIn server;
  private final Connection behind;

  StandInSession(OracleStandIn server, Connection behind) {
    this.server = server;
    this.behind = behind;
  }

  Connection connection() {
    return Facade.of(
        Connection.class,
        behind,
        Map.of(
            "getMetaData", given -> release(),
            "createStatement", given -> settings(),
            "prepareStatement", given -> prepared(String.valueOf(given[0]))));
  }

  private DatabaseMetaData release() throws SQLException {
    return Facade.of(
        DatabaseMetaData.class,
        behind.getMetaData(),
        Map.of("getDatabaseMajorVersion", given -> RELEASE, "getDatabaseMinorVersion", given -> 0));
  }

  /** What a session says first changes nothing here. */
  private Statement settings() throws SQLException {
    return Facade.of(
        Statement.class,
        behind.createStatement(),
        Map.of("execute", given -> requireSetting(String.valueOf(given[0]))));
  }

  private static boolean requireSetting(String sql) {
    if (!sql.startsWith("ALTER SESSION ")) {
      throw new UnsupportedOperationException("The stand-in does not run " + sql);
    }
    return false;
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    Translation translation = Translation.of(sql);
    PreparedStatement statement = behind.prepareStatement(translation.sql());
    AtomicReference<BigDecimal> scn = new AtomicReference<>();
    int gone = translation.readsThePast() ? 1 : 0;
    return Facade.of(
        PreparedStatement.class,
        statement,
        Map.of(
            "setBigDecimal",
            given -> {
              int place = (Integer) given[0] - gone;
              if (place == 0) {
                scn.set((BigDecimal) given[1]);
              } else {
                statement.setBigDecimal(place, (BigDecimal) given[1]);
              }
              return null;
            },
            // Oracle compares numbers with text, PostgreSQL only what has no type yet.
            "setString",
            given -> {
              statement.setObject((Integer) given[0] - gone, given[1], Types.OTHER);
              return null;
            },
            "executeQuery",
            given -> rows(sql, translation, statement, scn.get())));
  }

  private ResultSet rows(
      String sql, Translation translation, PreparedStatement statement, @Nullable BigDecimal scn)
      throws Throwable {
    server.faults().reached(Faults.Step.QUERY, sql);
    try {
      if (translation.asksForThePosition()) {
        server.instants().fix();
      }
      if (scn != null) {
        server.instants().enter(behind, scn.longValueExact(), translation.relation());
      }
      return rows(sql, statement.executeQuery());
    } catch (SQLException e) {
      // A statement that fails ends no transaction of Oracle.
      behind.rollback();
      throw OraFailures.translated(e);
    }
  }

  private ResultSet rows(String sql, ResultSet rows) {
    return Facade.of(
        OracleResultSet.class,
        rows,
        Map.of(
            "next",
            given -> {
              server.faults().reached(Faults.Step.ROW, sql);
              return rows.next();
            },
            "getOracleObject",
            given -> Values.of(rows, (Integer) given[0]),
            "getString",
            given -> noEmptyText(string(rows, given[0])),
            "getClob",
            given -> {
              String text = rows.getString((Integer) given[0]);
              return text == null ? null : new SerialClob(text.toCharArray());
            },
            "getBlob",
            given -> {
              byte[] bytes = rows.getBytes((Integer) given[0]);
              return bytes == null ? null : new SerialBlob(bytes);
            }));
  }

  private static @Nullable String string(ResultSet rows, Object column) throws SQLException {
    return column instanceof Integer place
        ? rows.getString(place)
        : rows.getString(String.valueOf(column));
  }

  private static @Nullable String noEmptyText(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
