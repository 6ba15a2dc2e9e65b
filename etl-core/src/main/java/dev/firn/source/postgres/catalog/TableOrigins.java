package dev.firn.source.postgres.catalog;

import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.source.TableOrigin;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.log.PostgresLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Finds out how tables came to be. */
public final class TableOrigins {

  private static final String GAP = "the publication did not have it from its beginning";

  /**
   * A table's system columns are as old as the table, whatever is altered later. What was added to
   * a publication by its name or by its schema is in the stream from then on only.
   */
  private static final String ORIGIN =
      """
      SELECT a.xmin::text::bigint AS created_by,
             EXISTS (SELECT 1 FROM pg_publication_tables t
                      WHERE t.pubname = ? AND t.schemaname = n.nspname AND t.tablename = c.relname)
             AND NOT EXISTS (SELECT 1 FROM pg_publication_rel r
                               JOIN pg_publication p ON p.oid = r.prpubid
                              WHERE p.pubname = ? AND r.prrelid = c.oid
                                AND age(r.xmin) < age(a.xmin))
             %s AS published_whole
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'ctid' AND a.attnum < 0
       WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String NOT_LATER_BY_SCHEMA =
      """
      AND NOT EXISTS (SELECT 1 FROM pg_publication_namespace s
                        JOIN pg_publication p ON p.oid = s.pnpubid
                       WHERE p.pubname = '%s' AND s.pnnspid = n.oid AND age(s.xmin) < age(a.xmin))
      """;

  private static final int PUBLISHES_SCHEMAS = 15;

  private TableOrigins() {}

  public static Map<TableId, TableOrigin> find(
      Connection connection, Collection<TableId> tables, CaptureNames capture) throws SQLException {
    boolean schemas = connection.getMetaData().getDatabaseMajorVersion() >= PUBLISHES_SCHEMAS;
    // The name has letters, digits and underscores only.
    String sql =
        ORIGIN.formatted(schemas ? NOT_LATER_BY_SCHEMA.formatted(capture.publication()) : "");
    Map<TableId, TableOrigin> origins = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, capture.publication());
      query.setString(2, capture.publication());
      for (TableId table : tables) {
        query.setString(3, table.schema());
        query.setString(4, table.name());
        try (ResultSet row = query.executeQuery()) {
          if (row.next()) {
            origins.put(
                table,
                new TableOrigin(
                    new LogPlace(PostgresLog.INSTANCE, -1, -1, row.getLong("created_by")),
                    row.getBoolean("published_whole") ? "" : GAP));
          }
        }
      }
    }
    return origins;
  }
}
