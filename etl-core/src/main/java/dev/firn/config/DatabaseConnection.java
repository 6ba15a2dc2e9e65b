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
import java.util.Objects;

/**
 * How to reach a source database.
 *
 * @param host empty if something else names the server
 * @param database the database of PostgreSQL; what the listener of Oracle is asked for
 * @param schema the schema whose tables are taken, as the catalog of the database spells it
 * @param listener how the listener is asked for it
 * @param tls how a PostgreSQL server is sure of us, and we of it
 */
public record DatabaseConnection(
    String host,
    int port,
    String database,
    String username,
    Secret password,
    String schema,
    ListenerOptions listener,
    TlsOptions tls) {

  static final Option<String> HOST =
      Option.derived(
          "host",
          ValueType.HOST,
          "none; required unless tns_alias or connect_descriptor names the server",
          "The server's name or address.");

  static final Option<Integer> PORT =
      Option.derived(
          "port",
          ValueType.integer(1, 65535),
          "5432 for postgresql, 1521 for oracle",
          "The port of the server or listener.");

  static final Option<String> DATABASE =
      Option.derived(
          "database",
          ValueType.TEXT,
          "none; required for postgresql",
          "The database; for postgresql only.");

  static final Option<String> SERVICE_NAME =
      Option.derived(
          "service_name",
          ValueType.NET_NAME,
          "none; required for oracle, or one of sid, tns_alias and connect_descriptor",
          "The service of the database or of its PDB; for oracle only.");

  static final Option<String> USERNAME =
      Option.required("username", ValueType.TEXT, "The user that reads the tables.");

  static final Option<Secret> PASSWORD =
      Option.required(
          "password", ValueType.SECRET, "Best as ${ENV} or ${FILE:/path}, never as plain text.");

  static final Option<String> SCHEMA =
      Option.derived(
          "schema",
          ValueType.TEXT,
          "public for postgresql, the username in upper case for oracle",
          "The schema whose tables are taken, spelled as the database spells it.");

  static final Section SECTION =
      Section.required(
              "database_connection",
              "How to reach the database.",
              HOST,
              PORT,
              DATABASE,
              SERVICE_NAME,
              ListenerOptions.SID,
              ListenerOptions.TNS_ALIAS,
              ListenerOptions.CONNECT_DESCRIPTOR,
              ListenerOptions.PROTOCOL,
              ListenerOptions.TNS_ADMIN,
              ListenerOptions.WALLET_LOCATION,
              ListenerOptions.WALLET_PASSWORD,
              USERNAME,
              PASSWORD,
              SCHEMA,
              TlsOptions.MODE,
              TlsOptions.ROOT_CERTIFICATE,
              TlsOptions.CERTIFICATE,
              TlsOptions.KEY,
              TlsOptions.KEY_PASSWORD)
          .with(ListenerOptions.JDBC_OPTIONS, TlsOptions.CONNECT_WORKER);

  /** What names the database, by its kind. */
  private static final Map<DatabaseType, List<Option<String>>> NAMES =
      Map.of(
          DatabaseType.POSTGRESQL,
          List.of(DATABASE),
          DatabaseType.ORACLE,
          List.of(
              SERVICE_NAME,
              ListenerOptions.SID,
              ListenerOptions.TNS_ALIAS,
              ListenerOptions.CONNECT_DESCRIPTOR));

  /** A server that is named by its host. */
  public DatabaseConnection(
      String host, int port, String database, String username, Secret password, String schema) {
    this(host, port, database, username, password, schema, ListenerOptions.SERVICE);
  }

  /** A server that is asked as its kind does, and nothing said of TLS. */
  public DatabaseConnection(
      String host,
      int port,
      String database,
      String username,
      Secret password,
      String schema,
      ListenerOptions listener) {
    this(host, port, database, username, password, schema, listener, TlsOptions.NONE);
  }

  /** The same with something said of TLS. */
  public DatabaseConnection with(TlsOptions other) {
    return new DatabaseConnection(
        host, port, database, username, password, schema, listener, other);
  }

  /**
   * @param captures true if a connector is to use the same
   */
  static void check(DatabaseType type, Values connection, boolean captures) {
    List<Option<String>> wanted = namesOf(type);
    NAMES.values().stream()
        .flatMap(List::stream)
        .filter(name -> !wanted.contains(name) && connection.isGiven(name))
        .forEach(name -> reportForeign(type, connection, name));
    List<Option<String>> given = wanted.stream().filter(connection::isGiven).toList();
    if (given.isEmpty()
        && NAMES.values().stream().flatMap(List::stream).noneMatch(connection::isGiven)) {
      connection.report(wanted.get(0), "missing, " + ValueType.nameOf(type) + " needs it");
    }
    given.stream()
        .skip(1)
        .forEach(
            name ->
                connection.report(name, "names the database again, after " + given.get(0).key()));
    checkHost(connection);
    ListenerOptions.check(type, connection);
    TlsOptions.check(type, connection, captures);
  }

  /** Whatever kind of database it is: that may be a problem of its own. */
  static void checkHost(Values connection) {
    if (!connection.isGiven(HOST) && !ListenerOptions.nameTheServer(connection)) {
      connection.report(HOST, "missing, expected " + HOST.type().expectation());
    }
  }

  private static void reportForeign(DatabaseType type, Values connection, Option<String> name) {
    connection.report(
        name,
        "not for " + ValueType.nameOf(type) + ", use " + namesOf(type).get(0).key() + " instead");
  }

  static DatabaseConnection of(DatabaseType type, Values connection) {
    String username = connection.value(USERNAME);
    Option<String> name =
        namesOf(type).stream().filter(connection::isGiven).findFirst().orElse(namesOf(type).get(0));
    return new DatabaseConnection(
        connection.find(HOST).orElse(""),
        connection.find(PORT).orElse(defaultPort(type)),
        connection.value(name),
        username,
        connection.value(PASSWORD),
        connection.find(SCHEMA).orElse(defaultSchema(type, username)),
        ListenerOptions.of(name, connection),
        TlsOptions.of(connection));
  }

  private static List<Option<String>> namesOf(DatabaseType type) {
    return Objects.requireNonNull(NAMES.get(type));
  }

  private static int defaultPort(DatabaseType type) {
    return switch (type) {
      case ORACLE -> 1521;
      case POSTGRESQL -> 5432;
    };
  }

  private static String defaultSchema(DatabaseType type, String username) {
    return switch (type) {
      case ORACLE -> username.toUpperCase(Locale.ROOT);
      case POSTGRESQL -> "public";
    };
  }
}
