package dev.firn.source.oracle.connect;

import dev.firn.config.DatabaseConnection;
import dev.firn.config.ListenerOptions;
import dev.firn.config.binding.Secret;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import oracle.jdbc.OracleConnection;

/** How the driver is set: what matters is said, and some of it cannot be said otherwise. */
final class ConnectionProperties {

  private static final int CONNECT_MILLIS = 15_000;

  /** A server may work that long on one answer; a peer that is gone is noticed by keep-alive. */
  private static final int READ_MILLIS = 3_600_000;

  /** Of each large value so much comes with its row; most need no further round trip. */
  static final int LOB_PREFETCH_BYTES = 32_768;

  /** What a user may say otherwise. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          OracleConnection.CONNECTION_PROPERTY_THIN_NET_CONNECT_TIMEOUT,
          Integer.toString(CONNECT_MILLIS),
          OracleConnection.CONNECTION_PROPERTY_THIN_OUTBOUND_CONNECT_TIMEOUT,
          Integer.toString(CONNECT_MILLIS),
          OracleConnection.CONNECTION_PROPERTY_THIN_READ_TIMEOUT,
          Integer.toString(READ_MILLIS),
          OracleConnection.CONNECTION_PROPERTY_NET_KEEPALIVE,
          "true",
          OracleConnection.CONNECTION_PROPERTY_DEFAULT_LOB_PREFETCH_SIZE,
          Integer.toString(LOB_PREFETCH_BYTES),
          OracleConnection.CONNECTION_PROPERTY_FAN_ENABLED,
          "false",
          OracleConnection.CONNECTION_PROPERTY_THIN_VSESSION_PROGRAM,
          "firn");

  /** On which values depend, or what the sessions say themselves. */
  private static final Map<String, String> OWNED =
      Map.of(
          // The name of the JVM's zone need not be one that the server knows (ORA-01882).
          OracleConnection.CONNECTION_PROPERTY_TIMEZONE_AS_REGION,
          "false",
          OracleConnection.CONNECTION_PROPERTY_AUTOCOMMIT,
          "false");

  private ConnectionProperties() {}

  /**
   * All but the login.
   *
   * @throws dev.firn.error.ConfigException if an option says what Firn has to say
   */
  static Map<String, String> of(DatabaseConnection connection) {
    ListenerOptions listener = connection.listener();
    Map<String, String> all = new TreeMap<>(DEFAULTS);
    if (listener.encrypted()) {
      all.put(OracleConnection.CONNECTION_PROPERTY_THIN_SSL_SERVER_DN_MATCH, "true");
    }
    if (listener.tnsAdmin() != null) {
      all.put(OracleConnection.CONNECTION_PROPERTY_TNS_ADMIN, listener.tnsAdmin());
    }
    if (listener.walletLocation() != null) {
      all.put(
          OracleConnection.CONNECTION_PROPERTY_WALLET_LOCATION,
          "(SOURCE=(METHOD=FILE)(METHOD_DATA=(DIRECTORY=%s)))"
              .formatted(listener.walletLocation()));
    }
    Secret walletPassword = listener.walletPassword();
    if (walletPassword != null) {
      all.put(OracleConnection.CONNECTION_PROPERTY_WALLET_PASSWORD, walletPassword.reveal());
    }
    listener
        .jdbcOptions()
        .forEach(
            (key, value) -> {
              if (OWNED.containsKey(key)) {
                throw OracleErrors.optionIsOwned(key, String.valueOf(OWNED.get(key)));
              }
              all.put(key, value);
            });
    all.putAll(OWNED);
    return all;
  }

  static Properties withLogin(Map<String, String> options, String username, String password) {
    Properties all = new Properties();
    all.putAll(options);
    all.setProperty(OracleConnection.CONNECTION_PROPERTY_USER_NAME, username);
    all.setProperty(OracleConnection.CONNECTION_PROPERTY_PASSWORD, password);
    return all;
  }
}
