package dev.firn.bulkload.plan;

import dev.firn.config.BulkLoadConfig;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.config.TableLoad;
import dev.firn.config.bookmark.BookmarkConfig;
import dev.firn.files.Directory;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.Obstacles;
import dev.firn.source.SourceDatabase;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the operator asked for, after configuration and command line are merged.
 *
 * @param ofAllTables lays over each table what the command line says of all
 * @param loadsAgain true to load what is already loaded
 * @param freshStart true to replace tables whose columns have changed type, and to drop those that
 *     the source no longer has
 * @param onlyDifferences true to read only the rows that differ from those in the lake
 * @param connectorDirectory where the Debezium configuration is written
 * @param home where {@code run_result.json} of each run goes, and its log
 * @param kafka where changes of the source arrive, if it matters to its load; else null
 * @param connect the Connect worker to which the connector is deployed, or null to write its file
 *     only
 * @param mode how tables are read that have a bookmark
 */
public record BulkLoadRequest(
    SourceConfig source,
    BulkLoadConfig settings,
    UnaryOperator<TableLoad> ofAllTables,
    TableSelection selection,
    boolean loadsAgain,
    boolean freshStart,
    boolean onlyDifferences,
    Directory connectorDirectory,
    Directory home,
    @Nullable KafkaClusterConfig kafka,
    @Nullable URI connect,
    LoadMode mode) {

  /** A request that leaves it to each table's bookmark how it is read. */
  public BulkLoadRequest(
      SourceConfig source,
      BulkLoadConfig settings,
      UnaryOperator<TableLoad> ofAllTables,
      TableSelection selection,
      boolean loadsAgain,
      boolean freshStart,
      boolean onlyDifferences,
      Directory connectorDirectory,
      Directory home,
      @Nullable KafkaClusterConfig kafka,
      @Nullable URI connect) {
    this(
        source,
        settings,
        ofAllTables,
        selection,
        loadsAgain,
        freshStart,
        onlyDifferences,
        connectorDirectory,
        home,
        kafka,
        connect,
        LoadMode.AUTO);
  }

  /** Why tables of a load that only reads are not followed. */
  public static final String UNCAPTURED =
      "it was loaded without change capture (--no-capture, or capture_changes: false)";

  /** How a table is loaded. */
  public TableLoad loadOf(TableId table) {
    return ofAllTables.apply(source.loadOf(table.name(), settings.tables()));
  }

  /** How those tables are loaded of which the configuration says nothing. */
  public TableLoad loadOfOthers() {
    return ofAllTables.apply(settings.tables());
  }

  /** By what of its rows a table is read again, if it is. */
  public BookmarkConfig bookmarkOf(TableId table) {
    return loadOf(table).bookmark();
  }

  /** True if changes of what is loaded are to come after it. */
  public boolean capturesChanges() {
    return settings.capturesChanges() && !settings.tables().bookmark().isSet();
  }

  /** True if changes of a table are to come after its load. */
  public boolean capturesChanges(TableId table) {
    return capturesChanges() && !bookmarkOf(table).isSet();
  }

  /** Why changes of a table are not to come after its load, as a clause. */
  public String whyUncaptured(TableId table) {
    BookmarkConfig bookmark = bookmarkOf(table);
    return bookmark.isSet()
        ? "bulk-load reads what is new in it by its bookmark " + bookmark.column()
        : UNCAPTURED;
  }

  /** What keeps changes of tables from coming; of a table that is not captured, only that. */
  public Obstacles findObstacles(SourceDatabase database, List<TableSchema> tables) {
    List<TableSchema> captured =
        tables.stream().filter(table -> capturesChanges(table.id())).toList();
    Map<TableId, String> others = new HashMap<>();
    tables.stream()
        .filter(table -> !capturesChanges(table.id()))
        .forEach(table -> others.put(table.id(), whyUncaptured(table.id())));
    Obstacles found =
        captured.isEmpty() ? new Obstacles(Map.of(), Map.of()) : database.findObstacles(captured);
    return found.with(others, Map.of());
  }
}
