package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.Obstacles;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for tables whose publication would make statements fail at the source, or whose events
 * would not tell their rows. A change of a partition is checked by the partition's own replica
 * identity, whatever that of its root is.
 */
public final class CaptureObstacles {

  /** A full identity together with generated columns refuses every update from here on. */
  private static final int CHECKS_GENERATED_COLUMNS = 18;

  private static final String FOLLOWED = " has it followed";

  private static final String RELATIONS =
      PartitionTree.WITH_TREE
          + """
      SELECT r.place, format('%I.%I', n.nspname, c.relname) AS name, c.oid = r.root AS is_root,
             c.relkind::text AS kind, c.relpersistence::text AS persistence,
             c.relreplident::text AS identity, pk.indimmediate AS key_is_immediate,
             ri.indexrelid::regclass::text AS index,
             coalesce((SELECT array_agg(k.attnum ORDER BY k.attnum)
                         FROM unnest(ri.indkey::int2[]) WITH ORDINALITY AS k(attnum, ord)
                        WHERE k.ord <= ri.indnkeyatts)
                    = (SELECT array_agg(k.attnum ORDER BY k.attnum)
                         FROM unnest(pk.indkey::int2[]) WITH ORDINALITY AS k(attnum, ord)
                        WHERE k.ord <= pk.indnkeyatts), false) AS index_is_key,
             (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                 AND a.attgenerated <> '') AS generated
        FROM tree r
        JOIN pg_class c ON c.oid = r.relid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_index pk ON pk.indrelid = c.oid AND pk.indisprimary
        LEFT JOIN pg_index ri ON ri.indrelid = c.oid AND ri.indisreplident AND ri.indisvalid
       ORDER BY r.place, c.oid = r.root DESC, n.nspname, c.relname
      """;

  private final Connection connection;
  private final boolean checksGenerated;
  private final Map<TableId, Hindrance> unfollowed = new HashMap<>();
  private final Map<TableId, Hindrance> refused = new HashMap<>();

  private CaptureObstacles(Connection connection) throws SQLException {
    this.connection = connection;
    this.checksGenerated =
        connection.getMetaData().getDatabaseMajorVersion() >= CHECKS_GENERATED_COLUMNS;
  }

  /**
   * Why changes of a table do not come as they are.
   *
   * @param statement that mends it; empty if none does
   * @param effect what the statement does, or what else is to be done
   */
  public record Hindrance(String why, String statement, String effect) {

    /** As what is said of the table. */
    public String text() {
      return why + ". " + statement + effect;
    }

    /** What is to be done where no statement mends it. */
    public String advice() {
      return statement.isEmpty() ? effect : "";
    }
  }

  /** Of tables, as {@link Obstacles} has them. */
  public record Hindrances(Map<TableId, Hindrance> unfollowed, Map<TableId, Hindrance> refused) {

    public Hindrances {
      unfollowed = Map.copyOf(unfollowed);
      refused = Map.copyOf(refused);
    }
  }

  /** A table or one of its partitions. */
  private record Relation(
      String name,
      boolean isRoot,
      String kind,
      boolean isUnlogged,
      String identity,
      @Nullable Boolean keyIsImmediate,
      @Nullable String index,
      boolean indexIsKey,
      @Nullable String generated) {

    static Relation of(ResultSet row) throws SQLException {
      boolean immediate = row.getBoolean("key_is_immediate");
      boolean hasNoKey = row.wasNull();
      return new Relation(
          row.getString("name"),
          row.getBoolean("is_root"),
          row.getString("kind"),
          "u".equals(row.getString("persistence")),
          row.getString("identity"),
          hasNoKey ? null : Boolean.valueOf(immediate),
          row.getString("index"),
          row.getBoolean("index_is_key"),
          row.getString("generated"));
    }

    boolean isPartitioned() {
      return kind.equals("p");
    }

    boolean hasOtherIndex() {
      return identity.equals("i") && index != null && !indexIsKey;
    }

    /** Why an update would fail here; null if it would not. */
    @Nullable String refusesUpdates(boolean checksGenerated) {
      return switch (identity) {
        case "f" ->
            checksGenerated && generated != null
                ? name + " has REPLICA IDENTITY FULL and generated columns (" + generated + ")"
                : null;
        case "n" -> "the replica identity of " + name + " is nothing";
        case "i" ->
            index == null ? "the index that is the replica identity of " + name + " is gone" : null;
        default -> {
          if (keyIsImmediate == null) {
            yield name + " has no primary key";
          }
          yield keyIsImmediate ? null : "the primary key of " + name + " is deferrable";
        }
      };
    }

    /** The statement that mends that; empty if there is none. */
    String remedy(boolean checksGenerated) {
      boolean key = Boolean.TRUE.equals(keyIsImmediate);
      if (key) {
        return "ALTER TABLE " + name + " REPLICA IDENTITY DEFAULT";
      }
      return checksGenerated && generated != null
          ? ""
          : "ALTER TABLE " + name + " REPLICA IDENTITY FULL";
    }
  }

  public static Obstacles find(Connection connection, List<TableSchema> tables)
      throws SQLException {
    Hindrances found = findHindrances(connection, tables);
    return new Obstacles(texts(found.unfollowed()), texts(found.refused()));
  }

  /** The same, with the statements by themselves. */
  public static Hindrances findHindrances(Connection connection, List<TableSchema> tables)
      throws SQLException {
    CaptureObstacles found = new CaptureObstacles(connection);
    found.look(tables);
    return new Hindrances(found.unfollowed, found.refused);
  }

  private static Map<TableId, String> texts(Map<TableId, Hindrance> hindrances) {
    Map<TableId, String> texts = new HashMap<>();
    hindrances.forEach((table, hindrance) -> texts.put(table, hindrance.text()));
    return texts;
  }

  private void look(List<TableSchema> tables) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(RELATIONS)) {
      PartitionTree.bind(query, tables.stream().map(TableSchema::id).toList());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          TableSchema table = tables.get(rows.getInt("place") - 1);
          if (table.canBeCaptured()) {
            look(table, Relation.of(rows));
          } else {
            unfollowed.put(
                table.id(),
                new Hindrance(
                    "changes of %s are not replicated".formatted(table.kind()),
                    "",
                    "It stays as it is until it is loaded again, with --tables %s --no-resume"
                        .formatted(table.id().name())));
          }
        }
      }
    }
  }

  private void look(TableSchema table, Relation relation) {
    if (relation.kind().equals("f") || (relation.isPartitioned() && !relation.isRoot())) {
      // No change of theirs is checked: the first has none in the log, the second has no rows.
      return;
    }
    if (relation.isUnlogged()) {
      unfollowed.putIfAbsent(
          table.id(),
          new Hindrance(
              "its partition %s is unlogged, so that changes of that are in no log"
                  .formatted(relation.name()),
              "ALTER TABLE %s SET LOGGED".formatted(relation.name()),
              FOLLOWED));
    }
    if (table.hasPrimaryKey()) {
      lookAtKeyed(table, relation);
    } else {
      lookAtKeyless(table, relation);
    }
  }

  private void lookAtKeyed(TableSchema table, Relation relation) {
    if (relation.hasOtherIndex()) {
      refused.putIfAbsent(
          table.id(),
          new Hindrance(
              "the replica identity of %s is index %s, which is not its primary key, so its events name other rows than those of the key"
                  .formatted(relation.name(), relation.index()),
              "ALTER TABLE %s REPLICA IDENTITY DEFAULT".formatted(relation.name()),
              " has them name the key"));
      return;
    }
    String why = relation.isPartitioned() ? null : relation.refusesUpdates(checksGenerated);
    if (why != null) {
      putUnpublished(table, why, relation.remedy(checksGenerated));
    }
  }

  private void lookAtKeyless(TableSchema table, Relation relation) {
    boolean full = relation.identity().equals("f");
    String why = relation.isPartitioned() && full ? null : relation.refusesUpdates(checksGenerated);
    if (why != null) {
      putUnpublished(table, why, relation.remedy(checksGenerated));
    } else if (!full) {
      unfollowed.putIfAbsent(
          table.id(),
          new Hindrance(
              "it has no primary key, and the replica identity of %s is not full, so its events do not tell its rows"
                  .formatted(relation.name()),
              "ALTER TABLE %s REPLICA IDENTITY FULL".formatted(relation.name()),
              FOLLOWED));
    }
  }

  private void putUnpublished(TableSchema table, String why, String remedy) {
    unfollowed.putIfAbsent(
        table.id(),
        new Hindrance(
            why + ", so that UPDATE and DELETE would fail at the source if it were published",
            remedy,
            remedy.isEmpty()
                ? "A primary key without generated columns has it followed"
                : FOLLOWED));
  }
}
