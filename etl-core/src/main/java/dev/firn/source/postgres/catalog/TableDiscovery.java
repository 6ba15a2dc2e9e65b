package dev.firn.source.postgres.catalog;

import dev.firn.model.Column;
import dev.firn.model.DeclaredType;
import dev.firn.model.RelationKind;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.source.postgres.connect.LockTimeout;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads PostgreSQL's catalog: tables, their columns and keys. */
public final class TableDiscovery {

  private static final Logger LOG = LoggerFactory.getLogger(TableDiscovery.class);

  /**
   * Tables, partitioned roots, and what else can be read; nothing temporary. A key counts only if
   * the stream can use it: an index that is checked at once, on a table whose replica identity is
   * not "nothing".
   */
  private static final String TABLES =
      """
      SELECT c.oid, n.nspname, c.relname,
             CASE c.relkind WHEN 'v' THEN 'VIEWS' WHEN 'm' THEN 'MATERIALIZED_VIEWS'
                            WHEN 'f' THEN 'FOREIGN_TABLES'
                            ELSE CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED_TABLES'
                                                       ELSE 'TABLES' END END AS kind,
             (WITH RECURSIVE part(relid) AS (%1$s)
              SELECT coalesce(sum(%2$s), 0)::bigint
                FROM part p JOIN pg_class k ON k.oid = p.relid) AS estimated_rows,
             %3$s AS bytes,
             (SELECT array_agg(a.attname::text ORDER BY k.ord)
                FROM pg_index i
                CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, ord)
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
               WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate
                 AND k.ord <= i.indnkeyatts AND c.relreplident <> 'n') AS key
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE %4$s
         AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
         AND NOT c.relispartition
         AND NOT EXISTS (SELECT 1 FROM pg_depend d
                          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                            AND d.deptype = 'e')
       ORDER BY c.relname COLLATE "C"
      """;

  /** The table {@code c} and all its partitions. */
  private static final String PARTS =
      """
      SELECT c.oid
      UNION ALL
      SELECT i.inhrelid FROM part p
        JOIN pg_inherits i ON i.inhparent = p.relid
        JOIN pg_class k ON k.oid = i.inhrelid AND k.relispartition
      """;

  /** What {@code ANALYZE} and vacuum have counted; 0 where neither was yet. */
  private static final String ROWS_BY_STATISTICS = "greatest(k.reltuples, 0)";

  /** A new table has no statistics: as many as if each took 64 bytes. It waits as {@link #SIZE}. */
  private static final String ROWS =
      """
      CASE WHEN k.reltuples >= 0 THEN k.reltuples
           WHEN k.relkind IN ('r', 'm') THEN pg_relation_size(k.oid) / 64
           ELSE 0 END
      """;

  /** Waits for whoever has locked one of the tables. */
  private static final String SIZE =
      """
      coalesce((SELECT sum(pg_table_size(p.relid)) FROM pg_partition_tree(c.oid) p),
               pg_table_size(c.oid), 0)::bigint
      """;

  /** Waits for nobody, and is as old as the last vacuum. */
  private static final String SIZE_BY_STATISTICS =
      """
      (WITH RECURSIVE part(relid) AS (%s)
       SELECT coalesce(sum(greatest(k.relpages, 0)::bigint), 0)::bigint
                * current_setting('block_size')::bigint
         FROM part p JOIN pg_class k ON k.oid = p.relid)
      """
          .formatted(PARTS);

  private static final String NAMES =
      """
      SELECT n.nspname, c.relname
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
         AND NOT c.relispartition
      """;

  /** Generated columns are never streamed. */
  private static final String COLUMNS =
      """
      SELECT a.attrelid, a.attname, a.atttypid, a.atttypmod,
             CASE WHEN a.atthasmissing THEN (a.attmissingval::text::text[])[1] END AS missing
        FROM pg_attribute a
       WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       ORDER BY a.attrelid, a.attnum
      """;

  private final Connection connection;

  public TableDiscovery(Connection connection) {
    this.connection = connection;
  }

  private record Found(
      long oid,
      TableId id,
      RelationKind kind,
      long estimatedRows,
      long bytes,
      List<String> primaryKey) {}

  /** Of tables that others have locked no exact sizes are waited for. */
  public List<TableSchema> tables(String schema, String nameLike) throws SQLException {
    try {
      LockTimeout.of(connection, LockTimeout.SHORT_SECONDS);
      return tables(schema, nameLike, ROWS, SIZE);
    } catch (SQLException e) {
      if (!LockTimeout.isOver(e)) {
        throw e;
      }
      LOG.debug("The sizes of tables are those of the statistics", e);
      return tables(schema, nameLike, ROWS_BY_STATISTICS, SIZE_BY_STATISTICS);
    }
  }

  private List<TableSchema> tables(String schema, String nameLike, String rows, String size)
      throws SQLException {
    String sql = TABLES.formatted(PARTS, rows, size, "n.nspname = ? AND c.relname LIKE ?");
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, schema);
      query.setString(2, nameLike);
      return schemas(query);
    }
  }

  /** The same of tables that are known by name, without their sizes; it waits for no lock. */
  public List<TableSchema> tables(Collection<TableId> tables) throws SQLException {
    String sql =
        TABLES.formatted(
            PARTS,
            ROWS_BY_STATISTICS,
            "0",
            "(n.nspname, c.relname) IN (SELECT * FROM unnest(?::text[], ?::text[]))");
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      SqlName.bind(query, 1, tables);
      return schemas(query);
    }
  }

  /** The names of all tables of a schema whose changes can be captured. */
  public Set<TableId> names(String schema) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(NAMES)) {
      query.setString(1, schema);
      try (ResultSet rows = query.executeQuery()) {
        Set<TableId> names = new HashSet<>();
        while (rows.next()) {
          names.add(new TableId(rows.getString(1), rows.getString(2)));
        }
        return names;
      }
    }
  }

  /** The name under which a table is known now; empty if there is none of that number. */
  public Optional<TableId> name(long object) throws SQLException {
    String sql =
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n"
            + " ON n.oid = c.relnamespace WHERE c.oid = ?::bigint::oid AND c.relkind IN ('r', 'p')";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setLong(1, object);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new TableId(row.getString(1), row.getString(2)))
            : Optional.empty();
      }
    }
  }

  /** Which database, server and history it is; empty if the server does not say. */
  public String server() throws SQLException {
    return new TableIdentities(connection).server();
  }

  private List<TableSchema> schemas(PreparedStatement query) throws SQLException {
    List<Found> found = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        found.add(
            new Found(
                rows.getLong("oid"),
                new TableId(rows.getString("nspname"), rows.getString("relname")),
                RelationKind.valueOf(rows.getString("kind")),
                rows.getLong("estimated_rows"),
                rows.getLong("bytes"),
                strings(rows.getArray("key"))));
      }
    }
    List<Long> oids = found.stream().map(Found::oid).toList();
    TypeCatalog types = TypeCatalog.of(connection, oids);
    Map<Long, List<Column>> columns = columns(oids, types);
    Map<Long, TableIdentity> identities = new TableIdentities(connection).of(oids, types);
    return found.stream()
        .map(
            table ->
                new TableSchema(
                    table.id(),
                    table.kind(),
                    columns.getOrDefault(table.oid(), List.of()),
                    table.primaryKey(),
                    table.estimatedRows(),
                    table.bytes(),
                    identities.get(table.oid())))
        .toList();
  }

  /** PostgreSQL's code: d, n, f or i; empty if there is no such table. */
  public String replicaIdentity(TableId table) throws SQLException {
    String sql =
        "SELECT c.relreplident FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relname = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, table.schema());
      query.setString(2, table.name());
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }

  public List<String> columnHistory(TableId table) throws SQLException {
    String sql =
        "SELECT CASE WHEN a.attisdropped THEN '' ELSE a.attname END FROM pg_attribute a"
            + " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 ORDER BY a.attnum";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, table.schema());
      query.setString(2, table.name());
      try (ResultSet rows = query.executeQuery()) {
        return column(rows);
      }
    }
  }

  /** Nothing is done any more to what the catalog keeps of a column that is gone. */
  public OptionalLong droppedBy(long object, int column) throws SQLException {
    String sql =
        "SELECT xmin::text::bigint FROM pg_attribute"
            + " WHERE attrelid = ?::oid AND attnum = ? AND attisdropped";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setLong(1, object);
      query.setInt(2, column);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /** True if the table has the constraint CHECK (isfinite(column)). */
  public boolean isCheckedFinite(TableId table, String column) throws SQLException {
    String sql =
        "SELECT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass(?)"
            + " AND contype = 'c' AND convalidated"
            + " AND pg_get_expr(conbin, conrelid) = format('isfinite(%I)', ?::text))";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, SqlName.quoted(table));
      query.setString(2, column);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * Columns of arrays that Debezium does not mark as left out. When an update leaves a large value
   * of theirs as it is, it sends a text for the list, and stops because that is none.
   */
  public List<String> unmarkedArrays(TableId table) throws SQLException {
    String sql =
        "SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            + " JOIN pg_type t ON t.oid = a.atttypid"
            + " WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'p')"
            + " AND c.relreplident <> 'f' AND a.attnum > 0"
            + " AND NOT a.attisdropped AND t.typcategory = 'A' AND a.attstorage <> 'p'"
            + " AND a.atttypid <> ALL ('{text[],varchar[],bpchar[],json[],jsonb[],bytea[],int4[],"
            + "int8[],date[],uuid[]}'::regtype[]) ORDER BY a.attnum";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, SqlName.quoted(table));
      try (ResultSet rows = query.executeQuery()) {
        return column(rows);
      }
    }
  }

  private static List<String> column(ResultSet rows) throws SQLException {
    List<String> values = new ArrayList<>();
    while (rows.next()) {
      values.add(rows.getString(1));
    }
    return values;
  }

  /** Domains of the whole database that are based on an enum, directly or through others. */
  public List<String> domainsOverEnums() throws SQLException {
    String sql =
        "WITH RECURSIVE base(domain, oid) AS ("
            + "SELECT oid, typbasetype FROM pg_type WHERE typtype = 'd'"
            + " UNION ALL SELECT b.domain, t.typbasetype FROM base b"
            + " JOIN pg_type t ON t.oid = b.oid AND t.typtype = 'd')"
            + " SELECT format_type(b.domain, NULL) FROM base b"
            + " JOIN pg_type t ON t.oid = b.oid AND t.typtype = 'e' ORDER BY 1";
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet rows = query.executeQuery()) {
      return column(rows);
    }
  }

  private Map<Long, List<Column>> columns(List<Long> oids, TypeCatalog types) throws SQLException {
    Map<Long, List<Column>> columns = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setArray(1, connection.createArrayOf("oid", oids.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          DeclaredType type = types.declared(rows.getLong("atttypid"), rows.getInt("atttypmod"));
          columns
              .computeIfAbsent(rows.getLong("attrelid"), oid -> new ArrayList<>())
              .add(new Column(rows.getString("attname"), type, rows.getString("missing")));
        }
      }
    }
    return columns;
  }

  private static List<String> strings(@Nullable Array array) throws SQLException {
    return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
  }
}
