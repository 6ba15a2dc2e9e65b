package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Secret;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.model.DatabaseType;
import java.util.Locale;

/**
 * How to reach a source database.
 *
 * @param database the database of PostgreSQL, the service name of Oracle
 * @param schema the schema whose tables are taken, as the catalog of the database spells it
 */
public record DatabaseConnection(
    String host, int port, String database, String username, Secret password, String schema) {

  static final Option<String> HOST =
      Option.required("host", ValueType.HOST, "The server's name or address.");

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
          ValueType.TEXT,
          "none; required for oracle",
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
          USERNAME,
          PASSWORD,
          SCHEMA);

  static void check(DatabaseType type, Values connection) {
    Option<String> wanted = nameOption(type);
    Option<String> unwanted = wanted.equals(DATABASE) ? SERVICE_NAME : DATABASE;
    String typeName = ValueType.nameOf(type);
    if (connection.isGiven(unwanted)) {
      connection.report(unwanted, "not for " + typeName + ", use " + wanted.key() + " instead");
    } else if (!connection.isGiven(wanted)) {
      connection.report(wanted, "missing, " + typeName + " needs it");
    }
  }

  static DatabaseConnection of(DatabaseType type, Values connection) {
    String username = connection.value(USERNAME);
    return new DatabaseConnection(
        connection.value(HOST),
        connection.find(PORT).orElse(defaultPort(type)),
        connection.value(nameOption(type)),
        username,
        connection.value(PASSWORD),
        connection.find(SCHEMA).orElse(defaultSchema(type, username)));
  }

  private static Option<String> nameOption(DatabaseType type) {
    return switch (type) {
      case ORACLE -> SERVICE_NAME;
      case POSTGRESQL -> DATABASE;
    };
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
