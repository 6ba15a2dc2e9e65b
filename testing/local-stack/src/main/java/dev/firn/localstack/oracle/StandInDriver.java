package dev.firn.localstack.oracle;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

/** A driver for URLs of Oracle whose servers are made of PostgreSQL. */
public final class StandInDriver implements Driver {

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    OracleStandIn server = OracleStandIn.find(url);
    if (server == null) {
      throw OraFailures.of(12541);
    }
    return server.logIn(properties.getProperty("user", ""), properties.getProperty("password", ""));
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith("jdbc:oracle:");
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 19;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}
