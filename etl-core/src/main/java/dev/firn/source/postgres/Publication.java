package dev.firn.source.postgres;

import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.source.postgres.catalog.PublicationEntries;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.log.PostgresLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A publication as it was found, and what is wanted of it: every operation, whole rows, all
 * columns, partitions under the name of their root.
 *
 * @param all what it says of itself; null if there is none of the name
 * @param members what it says of the tables that were asked about
 */
record Publication(String name, @Nullable Whole all, Map<TableId, Member> members) {

  private static final String ALL =
      """
      SELECT puballtables %s AS whole, pubviaroot, pg_has_role(pubowner, 'USAGE') AS ours,
             concat_ws(', ', CASE WHEN NOT pubinsert THEN 'insert' END,
                             CASE WHEN NOT pubupdate THEN 'update' END,
                             CASE WHEN NOT pubdelete THEN 'delete' END,
                             CASE WHEN NOT pubtruncate THEN 'truncate' END) AS lacks,
             coalesce(to_jsonb(p)->>'pubgencols', 'n') = 's' AS generated
        FROM pg_publication p WHERE pubname = ?
      """;

  private static final String MEMBERS =
      """
      SELECT w.place, c.relkind = 'p' AS parted, pg_has_role(c.relowner, 'USAGE') AS ours,
             p.oid IS NOT NULL AND (p.puballtables OR r.oid IS NOT NULL %1$s) AS published,
             coalesce(%2$s r.xmin, p.xmin)::text::bigint AS added_by,
             to_jsonb(r)->>'prqual' IS NOT NULL AS filtered,
             to_jsonb(r)->>'prattrs' IS NOT NULL AS cut,
             (SELECT min(format('%%I.%%I', nn.nspname, nc.relname))
                FROM pg_publication_rel nr
                JOIN pg_class nc ON nc.oid = nr.prrelid
                JOIN pg_namespace nn ON nn.oid = nc.relnamespace
               WHERE nr.prpubid = p.oid AND nc.relname = c.relname
                 AND nc.oid <> c.oid) AS namesake
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w(schema, name, place)
        JOIN pg_namespace n ON n.nspname = w.schema
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
        LEFT JOIN pg_publication p ON p.pubname = ?
        LEFT JOIN pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = c.oid
        %3$s
      """;

  private static final String OR_A_SCHEMA =
      "OR EXISTS (SELECT 1 FROM pg_publication_namespace s WHERE s.pnpubid = p.oid)";

  /**
   * What a publication says of itself.
   *
   * @param takesNewTables true if tables come into it that nobody has put there by their names
   */
  record Whole(
      boolean takesNewTables, boolean viaRoot, boolean ours, String lacks, boolean generated) {}

  /**
   * What it says of a table.
   *
   * @param added by the transaction that put it into the publication
   */
  record Member(
      boolean parted, boolean ours, boolean published, @Nullable LogPlace added, String obstacle) {}

  static Publication find(Connection connection, String name, List<TableId> tables)
      throws SQLException {
    Whole all = null;
    try (PreparedStatement query =
        connection.prepareStatement(
            ALL.formatted(PublicationEntries.haveSchemas(connection) ? OR_A_SCHEMA : ""))) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          all =
              new Whole(
                  row.getBoolean("whole"),
                  row.getBoolean("pubviaroot"),
                  row.getBoolean("ours"),
                  row.getString("lacks"),
                  row.getBoolean("generated"));
        }
      }
    }
    return new Publication(name, all, members(connection, name, tables, all));
  }

  private static Map<TableId, Member> members(
      Connection connection, String name, List<TableId> tables, @Nullable Whole all)
      throws SQLException {
    boolean schemas = PublicationEntries.haveSchemas(connection);
    String sql =
        MEMBERS.formatted(
            schemas ? "OR s.oid IS NOT NULL" : "",
            schemas ? "s.xmin," : "",
            schemas ? PublicationEntries.SCHEMAS : "");
    Map<TableId, Member> members = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      SqlName.bind(query, 1, tables);
      query.setString(3, name);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          boolean published = row.getBoolean("published");
          members.put(
              tables.get(row.getInt("place") - 1),
              new Member(
                  row.getBoolean("parted"),
                  row.getBoolean("ours"),
                  published,
                  published
                      ? new LogPlace(PostgresLog.INSTANCE, -1, -1, row.getLong("added_by"))
                      : null,
                  obstacle(row, name, all)));
        }
      }
    }
    return members;
  }

  private static String obstacle(ResultSet row, String name, @Nullable Whole all)
      throws SQLException {
    if (row.getBoolean("filtered")) {
      return "publication " + name + " leaves out rows of it by a row filter" + anew(name);
    }
    if (row.getBoolean("cut")) {
      return "publication " + name + " leaves out columns of it by a column list" + anew(name);
    }
    if (row.getString("namesake") != null) {
      // Debezium knows a table that was moved to another schema by its former name.
      return "publication %1$s also sends %2$s, whose changes may come as if they were of this table. ALTER PUBLICATION %3$s DROP TABLE %2$s mends that"
          .formatted(name, row.getString("namesake"), SqlName.quoted(name));
    }
    if (all != null && !all.viaRoot() && row.getBoolean("parted")) {
      return "publication %s sends changes of its partitions under their own names. ALTER PUBLICATION %s SET (publish_via_partition_root = true) mends that"
          .formatted(name, SqlName.quoted(name));
    }
    return "";
  }

  private static String anew(String name) {
    String quoted = SqlName.quoted(name);
    return ". ALTER PUBLICATION %s DROP TABLE and ADD TABLE without it mend that".formatted(quoted);
  }

  /** Why tables are not sent as they are, as what is said of the table. */
  Map<TableId, String> obstacles() {
    Map<TableId, String> obstacles = new LinkedHashMap<>();
    members.forEach(
        (table, member) -> {
          if (!member.obstacle().isEmpty()) {
            obstacles.put(table, member.obstacle());
          }
        });
    return obstacles;
  }

  /** Those of the tables that are in it. */
  List<TableId> published() {
    return members.entrySet().stream()
        .filter(member -> member.getValue().published())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** True if tables come into it that nobody has put there by their names. */
  boolean takesNewTables() {
    return all != null && all.takesNewTables();
  }

  /** Those of the tables that are not in it. */
  List<TableId> missing() {
    List<TableId> missing = new ArrayList<>(members.keySet());
    missing.removeAll(published());
    return missing;
  }

  /**
   * The statement that makes it what is wanted; empty if nothing is to be done.
   *
   * @throws dev.firn.error.UnavailableException if it cannot be made so, with the statement for
   *     whoever can
   */
  String mend(boolean mayCreate) {
    String quoted = SqlName.quoted(name);
    if (all == null) {
      String sql =
          "CREATE PUBLICATION "
              + quoted
              + tables(members.keySet().stream().toList(), " FOR TABLE ")
              + " WITH (publish = 'insert,update,delete,truncate',"
              + " publish_via_partition_root = true)";
      requireOwner(members.keySet().stream().toList(), mayCreate, sql);
      return sql;
    }
    if (!all.lacks().isEmpty()) {
      throw PostgresErrors.publicationLacks(
          name,
          "it does not publish " + all.lacks(),
          "SET (publish = 'insert,update,delete,truncate')");
    }
    if (all.generated()) {
      throw PostgresErrors.publicationLacks(
          name, "it publishes generated columns", "SET (publish_generated_columns = none)");
    }
    obstacles()
        .forEach(
            (table, why) -> {
              throw PostgresErrors.tableIsNotSentAsItIs(table, why);
            });
    List<TableId> missing = missing();
    if (missing.isEmpty()) {
      return "";
    }
    String sql = "ALTER PUBLICATION " + quoted + tables(missing, " ADD TABLE ");
    requireOwner(missing, all.ours(), sql);
    return sql;
  }

  /** The server lets only owners publish. */
  private void requireOwner(List<TableId> tables, boolean mayAlter, String sql) {
    List<TableId> others =
        tables.stream()
            .filter(
                table -> {
                  Member member = members.get(table);
                  return member != null && !member.ours();
                })
            .toList();
    if (!mayAlter || !others.isEmpty()) {
      throw PostgresErrors.publicationIsTheOwners(name, others, sql);
    }
  }

  /** Only each table itself: its children by inheritance are tables of their own. */
  private static String tables(List<TableId> tables, String before) {
    return tables.isEmpty()
        ? ""
        : tables.stream()
            .map(table -> "ONLY " + SqlName.quoted(table))
            .collect(Collectors.joining(", ", before, ""));
  }

  static boolean mayCreate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT has_database_privilege(current_database(), 'CREATE')")) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
