package dev.firn.source.oracle.connect;

import dev.firn.config.DatabaseConnection;

/**
 * Where the driver connects to, without anything secret.
 *
 * <p>Always a connect descriptor: the short forms have no place for TLS and for addresses of IPv6
 * in every version of the driver.
 */
final class ConnectUrl {

  private static final String PREFIX = "jdbc:oracle:thin:@";

  private ConnectUrl() {}

  static String of(DatabaseConnection connection) {
    String name = connection.database();
    return PREFIX
        + switch (connection.listener().naming()) {
          case SERVICE_NAME -> descriptor(connection, "SERVICE_NAME=" + name);
          case SID -> descriptor(connection, "SID=" + name);
          case TNS_ALIAS, CONNECT_DESCRIPTOR -> name;
        };
  }

  private static String descriptor(DatabaseConnection connection, String data) {
    return "(DESCRIPTION=(ADDRESS=(PROTOCOL=%s)(HOST=%s)(PORT=%d))(CONNECT_DATA=(%s)))"
        .formatted(
            connection.listener().encrypted() ? "tcps" : "tcp",
            unbracketed(connection.host()),
            connection.port(),
            data);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** The same for people. */
  static String shown(DatabaseConnection connection) {
    String name = connection.database();
    return switch (connection.listener().naming()) {
      case SERVICE_NAME -> connection.host() + ":" + connection.port() + "/" + name;
      case SID -> connection.host() + ":" + connection.port() + ":" + name;
      case TNS_ALIAS -> name;
      case CONNECT_DESCRIPTOR -> name;
    };
  }
}
