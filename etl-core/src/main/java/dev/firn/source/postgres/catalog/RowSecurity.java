package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tables of which row level security hides rows from the user of a connection. */
public record RowSecurity(Connection connection) {

  /** Also of leaves, which are read by themselves, so that their own policies hold. */
  private static final String ACTIVE =
      """
      WITH wanted AS (
        SELECT w.place, to_regclass(format('%I.%I', w.schema, w.name)) AS root
          FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w(schema, name, place)),
      relation AS (
        SELECT w.place, w.root AS relid FROM wanted w
        UNION
        SELECT w.place, p.relid FROM wanted w CROSS JOIN LATERAL pg_partition_tree(w.root) p)
      SELECT r.place, c.oid::regclass::text AS name, c.relforcerowsecurity AS forced,
             quote_ident(current_user) AS reader,
             (SELECT string_agg(quote_ident(p.polname), ', ' ORDER BY p.polname)
                FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
        FROM relation r
        JOIN pg_class c ON c.oid = r.relid
       WHERE c.relrowsecurity AND row_security_active(c.oid)
       ORDER BY r.place DESC, c.relname DESC
      """;

  /** Why, and what to grant, by table. */
  public Map<TableId, String> find(List<TableId> tables) throws SQLException {
    Map<TableId, String> hidden = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(ACTIVE)) {
      query.setArray(
          1, connection.createArrayOf("text", tables.stream().map(TableId::schema).toArray()));
      query.setArray(
          2, connection.createArrayOf("text", tables.stream().map(TableId::name).toArray()));
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
    return "row level security of "
        + found.getString("name")
        + (policies == null ? ", which has no policy," : ", policy " + policies + ",")
        + " hides rows from user "
        + reader
        + "; grant it with ALTER ROLE "
        + reader
        + " BYPASSRLS"
        + (found.getBoolean("forced") ? "" : ", or make it the owner");
  }
}
