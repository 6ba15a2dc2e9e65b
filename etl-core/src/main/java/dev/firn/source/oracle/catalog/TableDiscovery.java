package dev.firn.source.oracle.catalog;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableList;

import dev.firn.model.RelationKind;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads Oracle's dictionary: tables, their columns and keys. */
public final class TableDiscovery {

  /** What statistics count in; tablespaces of other sizes make an estimate worse. */
  private static final long USUAL_BLOCK_BYTES = 8192;

  private final Dictionary dictionary;
  private final OracleVersion server;

  public TableDiscovery(Connection connection, OracleVersion server) {
    this.dictionary = new Dictionary(connection);
    this.server = server;
  }

  /** A key, and whether it can be trusted. */
  private record KeyColumn(String table, String column, boolean trusted) {}

  /** All that the dictionary has said of a schema. */
  private record Said(
      String schema,
      Map<String, DictionaryTable> tables,
      Map<String, String> objectTables,
      Set<String> external,
      Set<String> materialized,
      Map<String, String> logs,
      Set<String> queues,
      Map<String, List<DictionaryColumn>> columns,
      Map<String, List<KeyColumn>> keys,
      Set<String> loggedWhole,
      Map<String, List<DictionaryObject>> objects,
      TableIdentities identities) {}

  /**
   * The tables of a schema, with views and whatever else can be read.
   *
   * @param nameLike an SQL LIKE pattern on the name
   */
  public Discovered tables(String schema, String nameLike) throws SQLException {
    Said said = ask(schema, nameLike);
    List<TableSchema> tables = new ArrayList<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    Map<TableId, Map<String, String>> columns = new HashMap<>();
    said.objects()
        .forEach(
            (name, parts) ->
                parts.stream()
                    .filter(DictionaryObject::isWhole)
                    .findFirst()
                    .ifPresent(
                        whole -> {
                          String reason = reason(said, whole);
                          if (reason != null) {
                            leftOut.put(name, reason);
                            return;
                          }
                          TableSchema table = table(said, whole, parts);
                          tables.add(table);
                          Map<String, String> without = leftOutColumns(said, name);
                          if (!without.isEmpty()) {
                            columns.put(table.id(), without);
                          }
                        }));
    return new Discovered(tables, leftOut, columns);
  }

  /** One of them, as it is now. */
  public Optional<TableSchema> findTable(TableId table) throws SQLException {
    return tables(table.schema(), LikePattern.of(table.name())).tables().stream()
        .filter(found -> found.id().equals(table))
        .findFirst();
  }

  private Said ask(String schema, String like) throws SQLException {
    return new Said(
        schema,
        byName(dictionary.read(DictionaryStatements.TABLES, DictionaryTable::of, schema, like)),
        pairs(DictionaryStatements.OBJECT_TABLES, "TABLE_NAME", "TABLE_TYPE", schema, like),
        names(DictionaryStatements.EXTERNAL_TABLES, schema),
        names(DictionaryStatements.MATERIALIZED_VIEWS, schema),
        pairs(DictionaryStatements.MATERIALIZED_VIEW_LOGS, "LOG_TABLE", "MASTER", schema),
        names(DictionaryStatements.QUEUE_TABLES, schema),
        dictionary
            .read(DictionaryStatements.columns(server), DictionaryColumn::of, schema, like)
            .stream()
            .collect(groupingBy(DictionaryColumn::table)),
        keys(schema, like),
        loggedWhole(schema, like),
        dictionary.read(DictionaryStatements.OBJECTS, DictionaryObject::of, schema, like).stream()
            .collect(groupingBy(DictionaryObject::name, LinkedHashMap::new, toUnmodifiableList())),
        TableIdentities.of(dictionary, server));
  }

  private static Map<String, DictionaryTable> byName(List<DictionaryTable> tables) {
    return tables.stream().collect(toMap(DictionaryTable::name, Function.identity()));
  }

  private Set<String> names(String sql, String schema) throws SQLException {
    return Set.copyOf(dictionary.read(sql, row -> row.getString(1), schema));
  }

  private Map<String, String> pairs(String sql, String key, String value, String... parameters)
      throws SQLException {
    return dictionary
        .read(
            sql,
            row -> Map.entry(Dictionary.text(row, key), Dictionary.text(row, value)),
            parameters)
        .stream()
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
  }

  private Map<String, List<KeyColumn>> keys(String schema, String like) throws SQLException {
    return dictionary
        .read(
            DictionaryStatements.PRIMARY_KEYS,
            row ->
                new KeyColumn(
                    row.getString("TABLE_NAME"),
                    row.getString("COLUMN_NAME"),
                    "ENABLED".equals(row.getString("STATUS"))
                        && "VALIDATED".equals(row.getString("VALIDATED"))),
            schema,
            like)
        .stream()
        .filter(KeyColumn::trusted)
        .collect(groupingBy(KeyColumn::table));
  }

  /** Tables of which every event has all columns. */
  private Set<String> loggedWhole(String schema, String like) throws SQLException {
    return dictionary
        .read(
            DictionaryStatements.LOG_GROUPS,
            row ->
                "ALL COLUMN LOGGING".equals(row.getString("LOG_GROUP_TYPE"))
                    ? Dictionary.text(row, "TABLE_NAME")
                    : "",
            schema,
            like)
        .stream()
        .collect(toSet());
  }

  private static @Nullable String reason(Said said, DictionaryObject object) {
    String named = SystemTables.reason(object.name());
    if (named != null) {
      return named;
    }
    if (said.logs().containsKey(object.name())) {
      return "it is the log of materialized views of " + said.logs().get(object.name());
    }
    if (said.queues().contains(object.name())) {
      return "it holds the messages of a queue";
    }
    if (object.isView()) {
      return null;
    }
    if (said.objectTables().containsKey(object.name())) {
      return "its rows are objects of type " + said.objectTables().get(object.name());
    }
    DictionaryTable table = said.tables().get(object.name());
    if (table == null) {
      return "the dictionary does not say what kind of table it is";
    }
    if (object.temporary() || table.temporary()) {
      return "it is temporary, so that each session has rows of its own";
    }
    if (table.nested()) {
      return "it holds the nested tables of another";
    }
    if (!table.indexOrganized().isEmpty() && !table.isIndexOrganized()) {
      return "it is a part of the index-organized table " + table.indexOrganizedBy();
    }
    return object.owned() || table.owned() ? "it belongs to an index" : null;
  }

  private static TableSchema table(
      Said said, DictionaryObject whole, List<DictionaryObject> parts) {
    String name = whole.name();
    TableId id = new TableId(said.schema(), name);
    DictionaryTable table = said.tables().get(name);
    List<DictionaryColumn> columns = said.columns().getOrDefault(name, List.of());
    List<String> key =
        said.keys().getOrDefault(name, List.of()).stream().map(KeyColumn::column).toList();
    RowNaming naming =
        said.loggedWhole().contains(name)
            ? RowNaming.FULL
            : key.isEmpty() ? RowNaming.NOTHING : RowNaming.KEY;
    return new TableSchema(
        id,
        kind(said, whole),
        columns.stream().filter(DictionaryColumn::isCarried).map(DictionaryColumn::column).toList(),
        key,
        table == null ? 0 : table.rows(),
        table == null ? 0 : table.blocks() * USUAL_BLOCK_BYTES,
        said.identities()
            .identity(id, parts, columns, naming, table == null ? null : table.logged()));
  }

  private static RelationKind kind(Said said, DictionaryObject object) {
    if (object.isView()) {
      return RelationKind.VIEWS;
    }
    if (said.materialized().contains(object.name())) {
      return RelationKind.MATERIALIZED_VIEWS;
    }
    return said.external().contains(object.name())
        ? RelationKind.FOREIGN_TABLES
        : RelationKind.TABLES;
  }

  private static Map<String, String> leftOutColumns(Said said, String table) {
    Map<String, String> leftOut = new LinkedHashMap<>();
    Stream<DictionaryColumn> columns =
        said.columns().getOrDefault(table, List.of()).stream()
            .filter(column -> !column.isCarried());
    columns.forEach(column -> leftOut.put(column.name(), String.valueOf(column.leftOut())));
    return leftOut;
  }
}
