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

  /** Why, and what to grant, by table. */
  public Map<TableId, String> find(List<TableId> tables) throws SQLException {
    Map<TableId, String> hidden = new HashMap<>();
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

  private static String reason(ResultSet found) throws SQLException {
    String policies = found.getString("policies");
    String reader = found.getString("reader");
    String name = found.getString("name");
    if (!found.getBoolean("enters")) {
      String schema = found.getString("schema");
      return "user %s may not use schema %s. GRANT USAGE ON SCHEMA %s TO %s lets it be read"
          .formatted(reader, schema, schema, reader);
    }
    if (!found.getBoolean("selects")) {
      return "user %s may not read %s. GRANT SELECT ON %s TO %s lets it be read"
          .formatted(reader, name, name, reader);
    }
    return "row level security of "
        + name
        + (policies == null ? ", which has no policy," : ", policy " + policies + ",")
        + " hides rows from user "
        + reader
        + "; grant it with ALTER ROLE "
        + reader
        + " BYPASSRLS"
        + (found.getBoolean("forced") ? "" : ", or make it the owner");
  }
}
