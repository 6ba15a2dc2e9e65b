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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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

  private static final String TEMPORARY =
      "it is temporary, so that each session has rows of its own";

  private static final String OF_AN_INDEX = "it belongs to an index";

  private final Dictionary dictionary;
  private final OracleVersion server;

  public TableDiscovery(Connection connection, OracleVersion server) {
    this.dictionary = new Dictionary(connection);
    this.server = server;
  }

  /**
   * A key, and whether it can be trusted.
   *
   * @param mark another one after it was made anew, or was not enforced for a time
   */
  private record KeyColumn(String table, String column, boolean trusted, String mark) {}

  /** What the dictionary has said of what the tables of a schema are. */
  private record Kinds(
      Map<String, DictionaryTable> tables,
      Map<String, String> objectTables,
      Set<String> external,
      Set<String> materialized,
      Map<String, String> logs,
      Set<String> queues) {}

  /** All that the dictionary has said of a schema. */
  private record Said(
      String schema,
      Kinds kinds,
      Map<String, List<DictionaryColumn>> columns,
      Map<String, List<KeyColumn>> keys,
      Set<String> loggedWhole,
      Set<String> unlogged,
      Map<String, List<DictionaryObject>> objects,
      Map<String, Long> sizes,
      TableIdentities identities) {}

  /**
   * The tables of a schema, with views and whatever else can be read.
   *
   * @param nameLike an SQL LIKE pattern on the name
   */
  public Discovered tables(String schema, String nameLike) throws SQLException {
    return tables(schema, Names.like(nameLike), sizes(schema));
  }

  /** The same of some tables, however many others there are; nothing of their sizes. */
  public Discovered tables(String schema, Collection<String> names) throws SQLException {
    return tables(schema, Names.of(names), Map.of());
  }

  /** Names of all tables of a schema whose rows can be captured. */
  public Set<String> names(String schema) throws SQLException {
    Kinds kinds = kinds(schema, Names.like("%"));
    return kinds.tables().values().stream()
        .filter(table -> reason(kinds, table.name(), table) == null)
        .map(DictionaryTable::name)
        .filter(name -> !kinds.materialized().contains(name) && !kinds.external().contains(name))
        .collect(toSet());
  }

  /** Those of its tables that have a column of type LONG or LONG RAW. */
  public Set<String> withLongColumns(String schema) throws SQLException {
    return names(DictionaryStatements.LONG_COLUMNS, schema);
  }

  /** The database, its history and its container; empty if the user may not ask. */
  public String server() throws SQLException {
    return TableIdentities.of(dictionary, server).server();
  }

  private Discovered tables(String schema, Names names, Map<String, Long> sizes)
      throws SQLException {
    Said said = ask(schema, names, sizes);
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
    return tables(table.schema(), List.of(table.name())).tables().stream()
        .filter(found -> found.id().equals(table))
        .findFirst();
  }

  private Said ask(String schema, Names names, Map<String, Long> sizes) throws SQLException {
    Kinds kinds = kinds(schema, names);
    return new Said(
        schema,
        kinds,
        names
            .ask(dictionary, DictionaryStatements.columns(server), DictionaryColumn::of, schema)
            .stream()
            .collect(groupingBy(DictionaryColumn::table)),
        keys(schema, names),
        loggedWhole(schema, names),
        unlogged(schema, names),
        names.ask(dictionary, DictionaryStatements.OBJECTS, DictionaryObject::of, schema).stream()
            .collect(groupingBy(DictionaryObject::name, LinkedHashMap::new, toUnmodifiableList())),
        sizes,
        TableIdentities.of(dictionary, server));
  }

  private Kinds kinds(String schema, Names names) throws SQLException {
    return new Kinds(
        byName(names.ask(dictionary, DictionaryStatements.TABLES, DictionaryTable::of, schema)),
        collected(
            names.ask(
                dictionary,
                DictionaryStatements.OBJECT_TABLES,
                pair("TABLE_NAME", "TABLE_TYPE"),
                schema)),
        names(DictionaryStatements.EXTERNAL_TABLES, schema),
        names(DictionaryStatements.MATERIALIZED_VIEWS, schema),
        collected(
            dictionary.read(
                DictionaryStatements.MATERIALIZED_VIEW_LOGS, pair("LOG_TABLE", "MASTER"), schema)),
        names(DictionaryStatements.QUEUE_TABLES, schema));
  }

  /**
   * Bytes of the segments of tables, of their large values too; without those of which nobody says
   * it to the user.
   */
  private Map<String, Long> sizes(String schema) throws SQLException {
    try {
      Map<String, Long> segments =
          collected(
              dictionary.read(
                  DictionaryStatements.SEGMENTS,
                  row -> Map.entry(Dictionary.text(row, "SEGMENT_NAME"), row.getLong("BYTES")),
                  schema));
      Map<String, Long> sizes = new HashMap<>(segments);
      for (Map.Entry<String, String> large :
          dictionary.read(DictionaryStatements.LOBS, pair("TABLE_NAME", "SEGMENT_NAME"), schema)) {
        sizes.merge(large.getKey(), segments.getOrDefault(large.getValue(), 0L), Long::sum);
      }
      return sizes;
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return Map.of();
      }
      throw e;
    }
  }

  private static Dictionary.RowReader<Map.Entry<String, String>> pair(String key, String value) {
    return row -> Map.entry(Dictionary.text(row, key), Dictionary.text(row, value));
  }

  private static <T> Map<String, T> collected(List<Map.Entry<String, T>> pairs) {
    return pairs.stream()
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
  }

  private static Map<String, DictionaryTable> byName(List<DictionaryTable> tables) {
    return tables.stream().collect(toMap(DictionaryTable::name, Function.identity()));
  }

  private Set<String> names(String sql, String schema) throws SQLException {
    return Set.copyOf(dictionary.read(sql, row -> row.getString(1), schema));
  }

  private Map<String, List<KeyColumn>> keys(String schema, Names names) throws SQLException {
    return names
        .ask(
            dictionary,
            DictionaryStatements.PRIMARY_KEYS,
            row ->
                new KeyColumn(
                    row.getString("TABLE_NAME"),
                    row.getString("COLUMN_NAME"),
                    "ENABLED".equals(row.getString("STATUS"))
                        && "VALIDATED".equals(row.getString("VALIDATED")),
                    Dictionary.text(row, "CONSTRAINT_NAME")
                        + ' '
                        + Dictionary.text(row, "LAST_CHANGE")),
            schema)
        .stream()
        .filter(KeyColumn::trusted)
        .collect(groupingBy(KeyColumn::table));
  }

  /** Tables of which every event has all columns. */
  private Set<String> loggedWhole(String schema, Names names) throws SQLException {
    return names
        .ask(
            dictionary,
            DictionaryStatements.LOG_GROUPS,
            row ->
                "ALL COLUMN LOGGING".equals(row.getString("LOG_GROUP_TYPE"))
                    ? Dictionary.text(row, "TABLE_NAME")
                    : "",
            schema)
        .stream()
        .collect(toSet());
  }

  /** Partitioned tables into which something may be written past the log. */
  private Set<String> unlogged(String schema, Names names) throws SQLException {
    Set<String> unlogged = new HashSet<>();
    for (String sql :
        List.of(
            DictionaryStatements.UNLOGGED_PARTITIONS,
            DictionaryStatements.UNLOGGED_SUBPARTITIONS)) {
      unlogged.addAll(names.ask(dictionary, sql, row -> row.getString("TABLE_NAME"), schema));
    }
    return unlogged;
  }

  private static @Nullable String reason(Said said, DictionaryObject object) {
    String named = ofTheServer(said.kinds(), object.name());
    if (named != null || object.isView()) {
      return named;
    }
    DictionaryTable table = said.kinds().tables().get(object.name());
    String reason = reason(said.kinds(), object.name(), table);
    if (reason != null) {
      return reason;
    }
    if (object.temporary()) {
      return TEMPORARY;
    }
    return object.owned() ? OF_AN_INDEX : null;
  }

  /** Why it is the server's own, whatever kind it is of. */
  private static @Nullable String ofTheServer(Kinds kinds, String name) {
    String named = SystemTables.reason(name);
    if (named != null) {
      return named;
    }
    if (kinds.logs().containsKey(name)) {
      return "it is the log of materialized views of " + kinds.logs().get(name);
    }
    return kinds.queues().contains(name) ? "it holds the messages of a queue" : null;
  }

  private static @Nullable String reason(
      Kinds kinds, String name, @Nullable DictionaryTable table) {
    String named = ofTheServer(kinds, name);
    if (named != null) {
      return named;
    }
    if (kinds.objectTables().containsKey(name)) {
      return "its rows are objects of type " + kinds.objectTables().get(name);
    }
    if (table == null) {
      return "the dictionary does not say what kind of table it is";
    }
    if (table.temporary()) {
      return TEMPORARY;
    }
    if (table.nested()) {
      return "it holds the nested tables of another";
    }
    if (!table.indexOrganized().isEmpty() && !table.isIndexOrganized()) {
      return "it is a part of the index-organized table " + table.indexOrganizedBy();
    }
    return table.owned() ? OF_AN_INDEX : null;
  }

  private static TableSchema table(
      Said said, DictionaryObject whole, List<DictionaryObject> parts) {
    String name = whole.name();
    TableId id = new TableId(said.schema(), name);
    DictionaryTable table = said.kinds().tables().get(name);
    List<DictionaryColumn> columns = said.columns().getOrDefault(name, List.of());
    List<KeyColumn> keyColumns = said.keys().getOrDefault(name, List.of());
    List<String> key = keyColumns.stream().map(KeyColumn::column).toList();
    RowNaming naming =
        said.loggedWhole().contains(name)
            ? RowNaming.FULL
            : key.isEmpty() ? RowNaming.NOTHING : RowNaming.KEY;
    return new TableSchema(
        id,
        kind(said.kinds(), whole),
        columns.stream().filter(DictionaryColumn::isCarried).map(DictionaryColumn::column).toList(),
        key,
        table == null ? 0 : table.rows(),
        said.sizes().getOrDefault(name, table == null ? 0 : table.blocks() * USUAL_BLOCK_BYTES),
        said.identities()
            .identity(
                id,
                parts,
                columns,
                new TableIdentities.Told(
                    naming,
                    keyColumns.isEmpty() ? "" : keyColumns.get(0).mark(),
                    !said.unlogged().contains(name) && (table == null || table.isLogged()))));
  }

  private static RelationKind kind(Kinds kinds, DictionaryObject object) {
    if (object.isView()) {
      return RelationKind.VIEWS;
    }
    if (kinds.materialized().contains(object.name())) {
      return RelationKind.MATERIALIZED_VIEWS;
    }
    return kinds.external().contains(object.name())
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
