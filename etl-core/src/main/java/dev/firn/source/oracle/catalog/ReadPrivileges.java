package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.connect.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
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

  private static final String EXEMPT_FROM_REDACTION = "EXEMPT REDACTION POLICY";

  private static final Collector<Map.Entry<String, String>, ?, Map<String, Set<String>>> GROUPED =
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
    return system(schema).contains(EXEMPT_FROM_REDACTION) || redactions(schema).isPresent()
        ? Optional.empty()
        : Optional.of(
            ("user %1$s may not look whether values are redacted for it: the lake would have what it"
                    + " is shown in their place. GRANT EXEMPT REDACTION POLICY TO %2$s shows them as they"
                    + " are, GRANT SELECT ON SYS.REDACTION_POLICIES TO %2$s lets it be checked")
                .formatted(user, SqlName.quoted(user)));
  }

  private String user() throws SQLException {
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

  /** Policies that change values, by table; empty if the user may not look. */
  private Optional<Map<String, Set<String>>> redactions(String schema) throws SQLException {
    try {
      return Optional.of(
          dictionary
              .read(
                  DictionaryStatements.REDACTION_POLICIES,
                  row ->
                      Dictionary.text(row, "ENABLE").strip().equals("YES")
                          ? Map.entry(
                              Dictionary.text(row, "OBJECT_NAME"),
                              Dictionary.text(row, "POLICY_NAME"))
                          : Map.entry("", ""),
                  schema)
              .stream()
              .collect(GROUPED));
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Why, and what to grant, by table. */
  public Map<TableId, String> find(String schema, List<TableId> tables) throws SQLException {
    String user = user();
    Set<String> system = system(schema);
    Map<String, Set<String>> granted =
        grouped(DictionaryStatements.TABLE_PRIVILEGES, "TABLE_NAME", "PRIVILEGE", schema);
    Map<String, Set<String>> policies =
        grouped(DictionaryStatements.ROW_POLICIES, "OBJECT_NAME", "POLICY_NAME", schema);
    Map<String, Set<String>> redactions =
        system.contains(EXEMPT_FROM_REDACTION) ? Map.of() : redactions(schema).orElseGet(Map::of);
    boolean owns = user.equals(schema);
    Map<TableId, String> refused = new HashMap<>();
    for (TableId table : tables) {
      Set<String> own = granted.getOrDefault(table.name(), Set.of());
      boolean reads =
          owns
              || own.contains("SELECT")
              || own.contains("READ")
              || system.stream().anyMatch(READS_ALL::contains);
      boolean readsThePast =
          owns || own.contains("FLASHBACK") || system.contains("FLASHBACK ANY TABLE");
      Set<String> hiding =
          system.contains("EXEMPT ACCESS POLICY")
              ? Set.of()
              : policies.getOrDefault(table.name(), Set.of());
      if (!reads || !readsThePast) {
        refused.put(table, missing(user, table, reads, readsThePast));
      } else if (!hiding.isEmpty()) {
        refused.put(
            table,
            "policy %s may hide rows from user %s. GRANT EXEMPT ACCESS POLICY TO %s shows them"
                .formatted(String.join(", ", hiding), user, SqlName.quoted(user)));
      } else if (redactions.containsKey(table.name())) {
        refused.put(
            table,
            "policy %s may show user %s other values than there are. GRANT EXEMPT REDACTION POLICY TO %s shows those"
                .formatted(
                    String.join(", ", redactions.getOrDefault(table.name(), Set.of())),
                    user,
                    SqlName.quoted(user)));
      }
    }
    return refused;
  }

  private static String missing(String user, TableId table, boolean reads, boolean readsThePast) {
    String privileges = reads ? "FLASHBACK" : readsThePast ? "SELECT" : "SELECT, FLASHBACK";
    return "user %s may not read it%s. GRANT %s ON %s TO %s lets it be read"
        .formatted(
            user,
            reads ? " as it was at an instant" : "",
            privileges,
            SqlName.quoted(table),
            SqlName.quoted(user));
  }

  private Map<String, Set<String>> grouped(String sql, String key, String value, String schema)
      throws SQLException {
    return dictionary
        .read(sql, row -> Map.entry(Dictionary.text(row, key), Dictionary.text(row, value)), schema)
        .stream()
        .collect(GROUPED);
  }
}
