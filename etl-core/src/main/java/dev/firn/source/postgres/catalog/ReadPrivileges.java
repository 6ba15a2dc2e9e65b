package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tables that the user of a connection may not read, or not all rows of. */
public record ReadPrivileges(Connection connection) {

  /** Also of leaves, which are read by themselves, so that their own policies hold. */
  private static final String REFUSED =
      PartitionTree.WITH_TREE
          + """
      SELECT r.place, format('%I.%I', n.nspname, c.relname) AS name, quote_ident(n.nspname) AS schema,
             has_schema_privilege(n.oid, 'USAGE') AS enters,
             has_table_privilege(c.oid, 'SELECT') AS selects,
             c.relforcerowsecurity AS forced,
             quote_ident(current_user) AS reader,
             (SELECT string_agg(quote_ident(p.polname), ', ' ORDER BY p.polname)
                FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
        FROM tree r
        JOIN pg_class c ON c.oid = r.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE NOT has_schema_privilege(n.oid, 'USAGE') OR NOT has_table_privilege(c.oid, 'SELECT')
          OR (c.relrowsecurity AND row_security_active(c.oid))
       ORDER BY r.place DESC, c.relname DESC
      """;

  /**
   * Why a table is not read as a whole.
   *
   * @param text with what to grant, as what is said of the table
   * @param why without it
   * @param grant the statement
   */
  public record Refusal(String text, String why, String grant) {}

  /** Why, and what to grant, by table. */
  public Map<TableId, String> find(List<TableId> tables) throws SQLException {
    Map<TableId, String> hidden = new HashMap<>();
    findRefusals(tables).forEach((table, refusal) -> hidden.put(table, refusal.text()));
    return hidden;
  }

  /** The same, with the statement by itself. */
  public Map<TableId, Refusal> findRefusals(List<TableId> tables) throws SQLException {
    Map<TableId, Refusal> hidden = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(REFUSED)) {
      PartitionTree.bind(query, tables);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          hidden.put(tables.get(rows.getInt("place") - 1), reason(rows));
        }
      }
    }
    return hidden;
  }

  private static Refusal reason(ResultSet found) throws SQLException {
    String policies = found.getString("policies");
    String reader = found.getString("reader");
    String name = found.getString("name");
    if (!found.getBoolean("enters")) {
      String schema = found.getString("schema");
      return granted(
          "user %s may not use schema %s".formatted(reader, schema),
          "GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, reader));
    }
    if (!found.getBoolean("selects")) {
      return granted(
          "user %s may not read %s".formatted(reader, name),
          "GRANT SELECT ON %s TO %s".formatted(name, reader));
    }
    String why =
        "row level security of "
            + name
            + (policies == null ? ", which has no policy," : ", policy " + policies + ",")
            + " hides rows from user "
            + reader;
    String grant = "ALTER ROLE " + reader + " BYPASSRLS";
    String or = found.getBoolean("forced") ? "" : ", or make it the owner";
    return new Refusal(why + "; grant it with " + grant + or, why, grant);
  }

  private static Refusal granted(String why, String grant) {
    return new Refusal(why + ". " + grant + " lets it be read", why, grant);
  }
}
