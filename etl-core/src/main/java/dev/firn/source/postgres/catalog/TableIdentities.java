package dev.firn.source.postgres.catalog;

import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableIdentity.Index;
import dev.firn.model.TableIdentity.Part;
import dev.firn.model.TableIdentity.RowNaming;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * By what PostgreSQL itself knows tables. Nothing that it asks waits for a lock of a table.
 *
 * <p>A table that is written anew by {@code VACUUM FULL}, {@code CLUSTER} or {@code ALTER TABLE}
 * gets another place for its large values; {@code TRUNCATE} keeps that place and empties it. Only
 * {@code ALTER} also writes the column's row in the catalog anew, which its {@code xmin} shows. The
 * row of the table's own type is written anew by those statements that give the table another name,
 * schema or owner, and by nothing that is done to its columns, rows or privileges.
 */
final class TableIdentities {

  /** Not pg_partition_tree, which locks every leaf. A leaf that is being detached is none. */
  private static final String PARTS =
      """
      WITH RECURSIVE tree(root, relid, attached) AS (
        SELECT r, r, NULL::xid FROM unnest(?::oid[]) r
        UNION ALL
        SELECT t.root, i.inhrelid,
               CASE WHEN t.attached IS NULL OR age(i.xmin) < age(t.attached)
                    THEN i.xmin ELSE t.attached END
          FROM tree t
          JOIN pg_inherits i ON i.inhparent = t.relid
          JOIN pg_class c ON c.oid = i.inhrelid
         WHERE %s)
      SELECT t.root::bigint, c.oid::bigint AS object, n.nspname || '.' || c.relname AS name,
             c.relfilenode::bigint AS storage, c.reltoastrelid::bigint AS overflow,
             c.xmin::text::bigint AS writer,
             coalesce(t.attached::text::bigint, 0) AS attached,
             c.relpersistence = 'p' AS logged,
             CASE c.relreplident
               WHEN 'f' THEN 'FULL'
               WHEN 'd' THEN
                 CASE WHEN EXISTS (SELECT 1 FROM pg_index i
                                    WHERE i.indrelid = c.oid AND i.indisprimary
                                      AND i.indimmediate AND i.indisvalid)
                      THEN 'KEY' ELSE 'NOTHING' END
               WHEN 'i' THEN
                 coalesce((SELECT CASE WHEN EXISTS (
                                    SELECT 1 FROM pg_index k
                                     WHERE k.indrelid = c.oid AND k.indisprimary
                                       AND k.indkey::int2[] <@ i.indkey::int2[]
                                       AND k.indkey::int2[] @> i.indkey::int2[])
                                   THEN 'KEY' ELSE 'INDEX' END
                             FROM pg_index i
                            WHERE i.indrelid = c.oid AND i.indisreplident), 'NOTHING')
               ELSE 'NOTHING' END AS naming,
             (SELECT array_agg(ARRAY[x.oid::bigint, i.xmin::text::bigint, x.xmin::text::bigint]
                               ORDER BY x.oid)
                FROM pg_index i
                JOIN pg_class x ON x.oid = i.indexrelid
               WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate
                 AND NOT i.indisprimary AND i.indpred IS NULL AND i.indexprs IS NULL
                 AND NOT EXISTS (SELECT 1 FROM pg_attribute a
                                  WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[])
                                    AND NOT a.attnotnull)) AS indexes
        FROM tree t
        JOIN pg_class c ON c.oid = t.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind <> 'p' OR c.oid = t.root
       ORDER BY t.root, (c.relkind = 'p') DESC, c.oid
      """
          .formatted(PartitionTree.IS_PART);

  private static final String COLUMNS =
      """
      SELECT a.attrelid::bigint AS root, a.attnum, a.attname, a.attgenerated <> '' AS generated,
             a.atttypid::bigint AS type, a.atttypmod, a.xmin::text AS version
        FROM pg_attribute a
       WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY a.attrelid, a.attnum
      """;

  private static final String RELATIONS =
      """
      SELECT c.oid::bigint AS root, t.xmin::text AS named, c.relnatts AS last_column,
             coalesce((SELECT k.oid::bigint FROM pg_constraint k
                        WHERE k.conrelid = c.oid AND k.contype = 'p'), 0) AS key
        FROM pg_class c JOIN pg_type t ON t.oid = c.reltype
       WHERE c.oid = ANY (?)
      """;

  private static final String DATABASE =
      """
      SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS horizon,
             pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS ended,
             (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database,
             has_function_privilege('pg_control_system()', 'EXECUTE')
               AND has_function_privilege('pg_control_checkpoint()', 'EXECUTE') AS tells,
             CASE WHEN NOT pg_is_in_recovery()
                  THEN substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END AS timeline,
             coalesce(current_setting('synchronized_standby_slots', true), '') <> '' AS waits
      """;

  private static final String SYSTEM =
      """
      SELECT s.system_identifier::text AS system, c.timeline_id AS timeline
        FROM pg_control_system() s CROSS JOIN pg_control_checkpoint() c
      """;

  private static final int HEX = 16;

  private final Connection connection;

  TableIdentities(Connection connection) {
    this.connection = connection;
  }

  /**
   * The database.
   *
   * @param horizon from which transaction on all is later than this look
   * @param ended before which transaction all had ended at this look
   */
  private record Database(String server, long horizon, long ended) {}

  /** What the catalog says of a table as a whole. */
  private record Relation(String named, long key, int lastColumn) {
    static final Relation GONE = new Relation("", 0, 0);
  }

  /** Which database, server and history it is; empty if the server does not say. */
  String server() throws SQLException {
    return database().server();
  }

  Map<Long, TableIdentity> of(List<Long> tables, TypeCatalog types) throws SQLException {
    Database database = database();
    Map<Long, List<ColumnIdentity>> columns = columns(tables, types);
    Map<Long, List<Part>> parts = parts(tables);
    Map<Long, Relation> relations = relations(tables);
    Map<Long, TableIdentity> identities = new HashMap<>();
    for (Long table : tables) {
      List<Part> all = parts.getOrDefault(table, List.of());
      // A partitioned table keeps no row itself, and its own setting names none.
      List<Part> leaves =
          all.size() > 1 ? all.stream().filter(part -> part.object() != table).toList() : all;
      identities.put(
          table,
          new TableIdentity(
              database.server(),
              table,
              relations.getOrDefault(table, Relation.GONE).named(),
              naming(leaves),
              relations.getOrDefault(table, Relation.GONE).key(),
              columns.getOrDefault(table, List.of()),
              relations.getOrDefault(table, Relation.GONE).lastColumn(),
              all.stream().filter(part -> part.isStored() || part.object() != table).toList(),
              "",
              database.horizon(),
              database.ended()));
    }
    return identities;
  }

  /** What is true of all parts: a whole row names the key too. */
  private static RowNaming naming(List<Part> parts) {
    return parts.stream()
        .filter(part -> part.isStored() || parts.size() == 1)
        .map(Part::naming)
        .max(Comparator.naturalOrder())
        .orElse(RowNaming.NOTHING);
  }

  private Database database() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long horizon;
      long ended;
      long database;
      String timeline;
      boolean waits;
      try (ResultSet row = statement.executeQuery(DATABASE)) {
        row.next();
        horizon = row.getLong("horizon");
        ended = row.getLong("ended");
        database = row.getLong("database");
        timeline = row.getString("timeline");
        waits = row.getBoolean("waits");
        if (!row.getBoolean("tells")) {
          return new Database("", horizon, ended);
        }
      }
      try (ResultSet row = statement.executeQuery(SYSTEM)) {
        row.next();
        int history = timeline == null ? row.getInt("timeline") : Integer.parseInt(timeline, HEX);
        return new Database(
            new ServerHistory(row.getString("system"), history, database, waits).text(),
            horizon,
            ended);
      }
    }
  }

  private Map<Long, Relation> relations(List<Long> tables) throws SQLException {
    Map<Long, Relation> relations = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(RELATIONS)) {
      query.setArray(1, connection.createArrayOf("oid", tables.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          relations.put(
              rows.getLong("root"),
              new Relation(
                  rows.getString("named"), rows.getLong("key"), rows.getInt("last_column")));
        }
      }
    }
    return relations;
  }

  private Map<Long, List<ColumnIdentity>> columns(List<Long> tables, TypeCatalog types)
      throws SQLException {
    Map<Long, List<ColumnIdentity>> columns = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setArray(1, connection.createArrayOf("oid", tables.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          Map<String, String> labels = new TreeMap<>();
          types.addLabels(rows.getLong("type"), labels);
          columns
              .computeIfAbsent(rows.getLong("root"), table -> new ArrayList<>())
              .add(
                  new ColumnIdentity(
                      rows.getInt("attnum"),
                      rows.getString("attname"),
                      rows.getBoolean("generated"),
                      rows.getLong("type"),
                      rows.getInt("atttypmod"),
                      rows.getString("version"),
                      labels));
        }
      }
    }
    return columns;
  }

  private Map<Long, List<Part>> parts(List<Long> tables) throws SQLException {
    Map<Long, List<Part>> parts = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(PARTS)) {
      query.setArray(1, connection.createArrayOf("oid", tables.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          parts
              .computeIfAbsent(rows.getLong("root"), table -> new ArrayList<>())
              .add(
                  new Part(
                      rows.getLong("object"),
                      rows.getString("name"),
                      rows.getLong("storage"),
                      rows.getLong("overflow"),
                      rows.getLong("writer"),
                      rows.getLong("attached"),
                      rows.getBoolean("logged"),
                      RowNaming.valueOf(rows.getString("naming")),
                      indexes(rows.getArray("indexes"))));
        }
      }
    }
    return parts;
  }

  private static List<Index> indexes(@Nullable Array found) throws SQLException {
    List<Index> indexes = new ArrayList<>();
    if (found != null) {
      for (Long[] index : (Long[][]) found.getArray()) {
        indexes.add(new Index(index[0], index[1], index[2]));
      }
    }
    return indexes;
  }
}
