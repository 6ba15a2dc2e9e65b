package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import dev.firn.source.oracle.connect.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds tables that the user of the connection cannot read, or of which he does not see all rows,
 * or not as they were.
 */
public final class ReadPrivileges {

  private static final Set<String> READS_ALL = Set.of("SELECT ANY TABLE", "READ ANY TABLE");

  private final Dictionary dictionary;

  public ReadPrivileges(Connection connection) {
    this.dictionary = new Dictionary(connection);
  }

  /** Why, and what to grant, by table. */
  public Map<TableId, String> find(String schema, List<TableId> tables) throws SQLException {
    String user = dictionary.read(DictionaryStatements.USER, row -> row.getString(1)).get(0);
    Set<String> system =
        Set.copyOf(
            dictionary.read(DictionaryStatements.SYSTEM_PRIVILEGES, row -> row.getString(1)));
    Map<String, Set<String>> granted =
        grouped(DictionaryStatements.TABLE_PRIVILEGES, "TABLE_NAME", "PRIVILEGE", schema);
    Map<String, Set<String>> policies =
        grouped(DictionaryStatements.ROW_POLICIES, "OBJECT_NAME", "POLICY_NAME", schema);
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
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey,
                Collectors.mapping(Map.Entry::getValue, Collectors.toCollection(TreeSet::new))));
  }
}
