package dev.firn.source.oracle.connect;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** Which release of Oracle a server is, as far as statements depend on it. */
public record OracleVersion(int major, int minor) implements Serializable {

  public static final OracleVersion V11_2 = new OracleVersion(11, 2);

  /** The first with invisible and identity columns, pluggable databases and archived rows. */
  public static final OracleVersion V12_1 = new OracleVersion(12, 1);

  public static final OracleVersion V19 = new OracleVersion(19, 0);
  public static final OracleVersion V23 = new OracleVersion(23, 0);

  /** That of the server behind a connection. */
  public static OracleVersion of(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData();
    return new OracleVersion(server.getDatabaseMajorVersion(), server.getDatabaseMinorVersion());
  }

  public boolean isAtLeast(OracleVersion other) {
    return major > other.major || (major == other.major && minor >= other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
