package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Secret;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.model.DatabaseType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the listener of an Oracle database is reached and asked.
 *
 * @param naming what the database is named by
 * @param encrypted true if it is spoken to over TLS
 * @param tnsAdmin the directory of tnsnames.ora, or null
 * @param walletLocation the directory of a wallet, or null
 * @param walletPassword null if the wallet opens by itself
 * @param jdbcOptions passed to the driver as they are; any of their values may be a secret
 */
public record ListenerOptions(
    Naming naming,
    boolean encrypted,
    @Nullable String tnsAdmin,
    @Nullable String walletLocation,
    @Nullable Secret walletPassword,
    Map<String, String> jdbcOptions) {

  /** What a name is the name of. */
  public enum Naming {
    SERVICE_NAME,
    SID,
    TNS_ALIAS,
    CONNECT_DESCRIPTOR
  }

  static final Option<String> SID =
      Option.derived(
          "sid",
          ValueType.NET_NAME,
          "none",
          "The instance, where the listener knows no service; for oracle only.");

  static final Option<String> TNS_ALIAS =
      Option.derived(
          "tns_alias",
          ValueType.NET_NAME,
          "none",
          "A name of the tnsnames.ora in tns_admin, instead of host and port; for oracle only.");

  static final Option<String> CONNECT_DESCRIPTOR =
      Option.derived(
          "connect_descriptor",
          ValueType.CONNECT_DESCRIPTOR,
          "none",
          "What tnsnames.ora has of a name, instead of host and port: several addresses, RAC,"
              + " failover; for oracle only.");

  static final Option<String> PROTOCOL =
      Option.optional(
          "protocol",
          ValueType.oneOf(List.of("tcp", "tcps"), text -> text),
          "tcp",
          "tcps speaks TLS with the listener and requires its certificate to name the host; for"
              + " oracle only.");

  static final Option<String> TNS_ADMIN =
      Option.derived(
          "tns_admin",
          ValueType.TEXT,
          "none; required by tns_alias",
          "The directory of tnsnames.ora, the same on all machines; for oracle only.");

  static final Option<String> WALLET_LOCATION =
      Option.derived(
          "wallet_location",
          ValueType.TEXT,
          "none",
          "The directory of a wallet, the same on all machines. The driver needs oraclepki.jar and"
              + " its companions in lib/ for it; for oracle only.");

  static final Option<Secret> WALLET_PASSWORD =
      Option.derived(
          "wallet_password",
          ValueType.SECRET,
          "none; the wallet opens by itself",
          "Best as ${ENV} or ${FILE:/path}, never as plain text.");

  static final Section JDBC_OPTIONS =
      Section.freeForm(
          "jdbc_options",
          "Passed to the driver as they are, such as javax.net.ssl.trustStore; for oracle only."
              + " Their values are treated as secrets.");

  private static final List<String> OWNED = List.of("user", "password");

  /** A service of a listener without TLS. */
  public static final ListenerOptions SERVICE =
      new ListenerOptions(Naming.SERVICE_NAME, false, null, null, null, Map.of());

  public ListenerOptions {
    jdbcOptions = Map.copyOf(jdbcOptions);
  }

  static boolean nameTheServer(Values connection) {
    return connection.isGiven(TNS_ALIAS) || connection.isGiven(CONNECT_DESCRIPTOR);
  }

  static void check(DatabaseType type, Values connection) {
    if (type != DatabaseType.ORACLE) {
      Stream.of(PROTOCOL, TNS_ADMIN, WALLET_LOCATION, WALLET_PASSWORD)
          .filter(connection::isGiven)
          .forEach(option -> connection.report(option, "for oracle only. Remove it"));
      connection
          .find(JDBC_OPTIONS)
          .ifPresent(
              options ->
                  options
                      .properties()
                      .keySet()
                      .forEach(key -> options.reportProperty(key, "for oracle only. Remove it")));
      return;
    }
    if (connection.isGiven(TNS_ALIAS) && !connection.isGiven(TNS_ADMIN)) {
      connection.report(TNS_ADMIN, "missing, tns_alias needs it");
    }
    if (connection.isGiven(WALLET_PASSWORD) && !connection.isGiven(WALLET_LOCATION)) {
      connection.report(WALLET_LOCATION, "missing, wallet_password needs it");
    }
    connection
        .find(JDBC_OPTIONS)
        .ifPresent(
            options ->
                OWNED.forEach(
                    key -> options.reportProperty(key, "set by database_connection. Remove it")));
  }

  static ListenerOptions of(Option<String> name, Values connection) {
    boolean isDatabase = name.equals(DatabaseConnection.DATABASE);
    return new ListenerOptions(
        isDatabase ? Naming.SERVICE_NAME : Naming.valueOf(name.key().toUpperCase(Locale.ROOT)),
        connection.value(PROTOCOL).equals("tcps"),
        connection.find(TNS_ADMIN).orElse(null),
        connection.find(WALLET_LOCATION).orElse(null),
        connection.find(WALLET_PASSWORD).orElse(null),
        connection.in(JDBC_OPTIONS).properties());
  }

  /** Names the options, but not their values. */
  @Override
  public String toString() {
    return "%s%s, options %s"
        .formatted(
            naming, encrypted ? " over TLS" : "", jdbcOptions.keySet().stream().sorted().toList());
  }
}
