package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * By what tables are sent: the publication's number, who altered it last, and the entry by which a
 * table is in it. A table that is taken out and put back gets another entry, and what is written
 * meanwhile is never sent. A slot has no number, but whoever makes one anew seldom makes it one
 * that survives a failover, as a load does; one that is gone, or has lost log that it needs, sends
 * nothing of what is written meanwhile, even if there is another of its name later.
 */
public final class PublicationEntries {

  /** Altering which tables are in a publication leaves the publication's own row as it is. */
  private static final String ENTRIES =
      """
      SELECT n.nspname, c.relname,
             format('publication %%s as of transaction %%s, entry %%s%%s',
                    p.oid, p.xmin, coalesce(r.oid, %1$s 0::oid),
                    CASE WHEN l.slot_name IS NULL AND pg_is_in_recovery() THEN '%3$s'
                         WHEN l.slot_name IS NULL THEN '%4$sthat is gone'
                         WHEN l.wal_status = 'lost' THEN '%4$sthat has lost log'
                         WHEN to_jsonb(l) ->> 'failover' = 'true' THEN '%4$sfor failover'
                         ELSE '' END) AS entry
        FROM unnest(?::text[], ?::text[]) AS w(schema, name)
        LEFT JOIN pg_replication_slots l
               ON l.slot_name = ? AND l.database = current_database()
        JOIN pg_namespace n ON n.nspname = w.schema
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
        JOIN pg_publication p ON p.pubname = ?
        LEFT JOIN pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = c.oid
        %2$s
       WHERE p.puballtables OR coalesce(r.oid, %1$s 0::oid) <> 0
      """;

  /** Joins the entry of a schema {@code n} in a publication {@code p}. */
  public static final String SCHEMAS =
      "LEFT JOIN pg_publication_namespace s ON s.pnpubid = p.oid AND s.pnnspid = n.oid";

  private static final int PUBLISHES_SCHEMAS = 15;

  private PublicationEntries() {}

  /** True of a server on which a publication can have schemas. */
  public static boolean haveSchemas(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion() >= PUBLISHES_SCHEMAS;
  }

  /** Of the tables that are in it. */
  public static Map<TableId, String> find(
      Connection connection, CaptureNames capture, Collection<TableId> tables) throws SQLException {
    boolean schemas = haveSchemas(connection);
    String sql =
        ENTRIES.formatted(
            schemas ? "s.oid," : "",
            schemas ? SCHEMAS : "",
            TableIdentity.SLOT_UNTOLD,
            TableIdentity.SLOT);
    Map<TableId, String> entries = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      SqlName.bind(query, 1, tables);
      query.setString(3, capture.slot());
      query.setString(4, capture.publication());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          entries.put(
              new TableId(rows.getString("nspname"), rows.getString("relname")),
              rows.getString("entry"));
        }
      }
    }
    return entries;
  }
}
