package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.connect.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Finds tables that the user of the connection cannot read, or of which he does not see all rows
 * and values, or not as they were.
 */
public final class ReadPrivileges {

  private static final Set<String> READS_ALL = Set.of("SELECT ANY TABLE", "READ ANY TABLE");

  static final String EXEMPT_FROM_REDACTION = "EXEMPT REDACTION POLICY";

  static final Collector<Map.Entry<String, String>, ?, Map<String, Set<String>>> GROUPED =
      Collectors.groupingBy(
          Map.Entry::getKey,
          Collectors.mapping(Map.Entry::getValue, Collectors.toCollection(TreeSet::new)));

  private final Dictionary dictionary;
  private final OracleVersion server;

  public ReadPrivileges(Connection connection, OracleVersion server) {
    this.dictionary = new Dictionary(connection);
    this.server = server;
  }

  /**
   * What the user cannot find out of what may keep values from being carried as they are, and what
   * to grant; empty if nothing.
   */
  public Optional<String> findHidden(String schema) throws SQLException {
    String user = user();
    return system(schema).contains(EXEMPT_FROM_REDACTION) || seesRedactions(schema)
        ? Optional.empty()
        : Optional.of(
            ("user %1$s may not look whether values are redacted for it: the lake would have what it"
                    + " is shown in their place. GRANT EXEMPT REDACTION POLICY TO %2$s shows them as they"
                    + " are, GRANT SELECT ON SYS.REDACTION_POLICIES TO %2$s lets it be checked")
                .formatted(user, SqlName.quoted(user)));
  }

  /** Who asks. */
  public String user() throws SQLException {
    return dictionary.read(DictionaryStatements.USER, row -> row.getString(1)).get(0);
  }

  /** Those that are for all tables, or for all of the schema. */
  private Set<String> system(String schema) throws SQLException {
    Set<String> all =
        new HashSet<>(
            dictionary.read(DictionaryStatements.SYSTEM_PRIVILEGES, row -> row.getString(1)));
    if (server.isAtLeast(OracleVersion.V23)) {
      try {
        all.addAll(
            dictionary.read(
                DictionaryStatements.SCHEMA_PRIVILEGES, row -> row.getString(1), schema));
      } catch (SQLException e) {
        if (!Dictionary.isHidden(e)) {
          throw e;
        }
      }
    }
    return all;
  }

  private boolean seesRedactions(String schema) throws SQLException {
    return Veils.redactions(dictionary, schema).isPresent();
  }

  /** Why, and what to grant or do, by table. */
  public Map<TableId, String> find(String schema, List<TableId> tables) throws SQLException {
    Map<TableId, String> refused = new HashMap<>();
    findObstacles(schema, tables).forEach((table, why) -> refused.put(table, why.sentence()));
    return refused;
  }

  /** The same with what mends it apart. */
  public Map<TableId, Obstacle> findObstacles(String schema, List<TableId> tables)
      throws SQLException {
    String user = user();
    Set<String> system = system(schema);
    Map<String, Set<String>> granted =
        Names.of(tables.stream().map(TableId::name).toList())
            .ask(
                dictionary,
                DictionaryStatements.TABLE_PRIVILEGES,
                row ->
                    Map.entry(
                        Dictionary.text(row, "TABLE_NAME"), Dictionary.text(row, "PRIVILEGE")),
                schema)
            .stream()
            .collect(GROUPED);
    boolean owns = user.equals(schema);
    Map<TableId, Obstacle> refused = new HashMap<>();
    List<TableId> readable = new ArrayList<>();
    for (TableId table : tables) {
      Set<String> own = granted.getOrDefault(table.name(), Set.of());
      boolean reads =
          owns
              || own.contains("SELECT")
              || own.contains("READ")
              || system.stream().anyMatch(READS_ALL::contains);
      boolean readsThePast =
          owns || own.contains("FLASHBACK") || system.contains("FLASHBACK ANY TABLE");
      if (reads && readsThePast) {
        readable.add(table);
      } else {
        refused.put(table, missing(user, table, reads, readsThePast));
      }
    }
    Veils veils = new Veils(dictionary, user, server);
    veils.lookAt(readable, this::system);
    for (TableId table : readable) {
      veils.find(table).ifPresent(why -> refused.put(table, why));
    }
    return refused;
  }

  private static Obstacle missing(String user, TableId table, boolean reads, boolean readsThePast) {
    String privileges = reads ? "FLASHBACK" : readsThePast ? "SELECT" : "SELECT, FLASHBACK";
    return new Obstacle(
        "user %s may not read it%s".formatted(user, reads ? " as it was at an instant" : ""),
        "GRANT %s ON %s TO %s".formatted(privileges, SqlName.quoted(table), SqlName.quoted(user)),
        "lets it be read");
  }
}
