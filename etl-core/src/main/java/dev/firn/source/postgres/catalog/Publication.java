package dev.firn.source.postgres.catalog;

import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
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
public record Publication(String name, @Nullable Whole all, Map<TableId, Member> members) {

  /** Everything that can be published. */
  public static final String OPERATIONS = "insert,update,delete,truncate";

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
  public record Whole(
      boolean takesNewTables, boolean viaRoot, boolean ours, String lacks, boolean generated) {}

  /**
   * What it says of a table.
   *
   * @param added by the transaction that put it into the publication
   */
  public record Member(
      boolean parted,
      boolean ours,
      boolean published,
      @Nullable LogPlace added,
      @Nullable Fault fault) {}

  /**
   * Why a table is not sent as it is.
   *
   * @param text with what to do, as what is said of the table
   * @param why without it
   * @param statements that mend it, in their order
   */
  public record Fault(String text, String why, List<String> statements) {}

  public static Publication find(Connection connection, String name, List<TableId> tables)
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
          TableId table = tables.get(row.getInt("place") - 1);
          members.put(
              table,
              new Member(
                  row.getBoolean("parted"),
                  row.getBoolean("ours"),
                  published,
                  published
                      ? new LogPlace(PostgresLog.INSTANCE, -1, -1, row.getLong("added_by"))
                      : null,
                  fault(row, table, name, all)));
        }
      }
    }
    return members;
  }

  private static @Nullable Fault fault(
      ResultSet row, TableId table, String name, @Nullable Whole all) throws SQLException {
    String quoted = SqlName.quoted(name);
    if (row.getBoolean("filtered")) {
      return anew("publication " + name + " leaves out rows of it by a row filter", table, quoted);
    }
    if (row.getBoolean("cut")) {
      return anew(
          "publication " + name + " leaves out columns of it by a column list", table, quoted);
    }
    String namesake = row.getString("namesake");
    if (namesake != null) {
      // Debezium knows a table that was moved to another schema by its former name.
      return mended(
          "publication %s also sends %s, whose changes may come as if they were of this table"
              .formatted(name, namesake),
          "ALTER PUBLICATION %s DROP TABLE %s".formatted(quoted, namesake));
    }
    if (all != null && !all.viaRoot() && row.getBoolean("parted")) {
      return mended(
          "publication %s sends changes of its partitions under their own names".formatted(name),
          "ALTER PUBLICATION %s SET (publish_via_partition_root = true)".formatted(quoted));
    }
    return null;
  }

  private static Fault mended(String why, String statement) {
    return new Fault(why + ". " + statement + " mends that", why, List.of(statement));
  }

  private static Fault anew(String why, TableId table, String publication) {
    String only = " TABLE ONLY " + SqlName.quoted(table);
    return new Fault(
        why
            + ". ALTER PUBLICATION %s DROP TABLE and ADD TABLE without it mend that"
                .formatted(publication),
        why,
        List.of(
            "ALTER PUBLICATION " + publication + " DROP" + only,
            "ALTER PUBLICATION " + publication + " ADD" + only));
  }

  /** Why tables are not sent as they are, as what is said of the table. */
  public Map<TableId, String> obstacles() {
    Map<TableId, String> obstacles = new LinkedHashMap<>();
    members.forEach(
        (table, member) -> {
          if (member.fault() != null) {
            obstacles.put(table, member.fault().text());
          }
        });
    return obstacles;
  }

  /** Those of the tables that are in it. */
  public List<TableId> published() {
    return members.entrySet().stream()
        .filter(member -> member.getValue().published())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** True if tables come into it that nobody has put there by their names. */
  public boolean takesNewTables() {
    return all != null && all.takesNewTables();
  }

  /** Those of the tables that are not in it. */
  public List<TableId> missing() {
    List<TableId> missing = new ArrayList<>(members.keySet());
    missing.removeAll(published());
    return missing;
  }

  /** The statement by which it has all of the tables; empty if it has. */
  public String extension() {
    if (all == null) {
      return "CREATE PUBLICATION "
          + SqlName.quoted(name)
          + tables(List.copyOf(members.keySet()), " FOR TABLE ")
          + " WITH (publish = '"
          + OPERATIONS
          + "', publish_via_partition_root = true)";
    }
    return missing().isEmpty()
        ? ""
        : "ALTER PUBLICATION " + SqlName.quoted(name) + tables(missing(), " ADD TABLE ");
  }

  /**
   * The statement that makes it what is wanted; empty if nothing is to be done.
   *
   * @throws dev.firn.error.UnavailableException if it cannot be made so, with the statement for
   *     whoever can
   */
  public String mend(boolean mayCreate) {
    String sql = extension();
    if (all == null) {
      requireOwner(List.copyOf(members.keySet()), mayCreate, sql);
      return sql;
    }
    if (!all.lacks().isEmpty()) {
      throw PostgresErrors.publicationLacks(
          name, "it does not publish " + all.lacks(), "SET (publish = '" + OPERATIONS + "')");
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
    if (!sql.isEmpty()) {
      requireOwner(missing(), all.ours(), sql);
    }
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

  public static boolean mayCreate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT has_database_privilege(current_database(), 'CREATE')")) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
