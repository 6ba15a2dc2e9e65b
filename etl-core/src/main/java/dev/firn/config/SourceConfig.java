package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.config.bookmark.BookmarkConfig;
import dev.firn.config.file.FileFormat;
import dev.firn.model.DatabaseType;
import dev.firn.model.OpenNumbers;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TargetLayout;
import dev.firn.model.UnknownTypes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One source of {@code sources.yaml}.
 *
 * @param excludedTables names, or patterns in which {@code *} stands for any text
 * @param outageTimeout how long a run waits for what is away
 */
public record SourceConfig(
    String name,
    DatabaseType databaseType,
    String topicPrefix,
    SourceNamespace namespace,
    @Nullable String kafkaCluster,
    DatabaseConnection connection,
    BulkLoadConfig bulkLoad,
    CdcConfig cdc,
    UnknownTypes unknownTypes,
    OpenNumbers openNumbers,
    int formatVersion,
    List<TableConfig> tables,
    List<String> excludedTables,
    Duration outageTimeout,
    LineageConfig lineage) {

  static final Option<DatabaseType> DATABASE_TYPE =
      Option.required(
          "database_type", ValueType.oneOf(DatabaseType.class), "The kind of database.");

  static final Option<String> TOPIC_PREFIX =
      Option.required(
          "kafka_topic_prefix",
          ValueType.NAME,
          "Debezium's topic prefix; changes of a table arrive on {prefix}.{schema}.{table}.");

  static final Option<List<String>> NAMESPACE =
      Option.required(
          "iceberg_namespace",
          ValueType.NAMESPACE,
          "Where the tables go: {iceberg_catalog}.{iceberg_namespace}.{table}.");

  static final Option<String> CATALOG =
      Option.optional(
          "iceberg_catalog",
          ValueType.IDENTIFIER,
          "local",
          "The Iceberg catalog, as Spark's configuration names it.");

  static final Option<String> KAFKA_CLUSTER =
      Option.derived(
          "kafka_cluster",
          ValueType.NAME,
          "the only cluster, if there is one",
          "The cluster of kafka_clusters.yaml that the changes arrive on.");

  static final Option<Integer> FORMAT_VERSION =
      Option.optional(
          "format_version",
          ValueType.integer(2, 3),
          "2",
          "Iceberg format of new tables; not every engine reads the deletion vectors of 3.");

  static final Option<UnknownTypes> UNKNOWN_TYPES =
      Option.optional(
          "unknown_types",
          ValueType.oneOf(UnknownTypes.class),
          "text",
          "Columns of types without a mapping of their own: keep their text, leave them out, or"
              + " fail their table. Types that the stream would falsify are never kept;"
              + " docs/TYPES.md names them.");

  static final Option<OpenNumbers> OPEN_NUMBERS =
      Option.optional(
          "numbers_without_size",
          ValueType.oneOf(OpenNumbers.class),
          "measure",
          "Columns such as a bare numeric: measure their values before the load and choose a decimal"
              + " with head-room, which widens when a change needs it, or keep their digits as text.");

  static final Option<List<String>> EXCLUDE_TABLES =
      Option.derived(
          "exclude_tables",
          ValueType.TABLE_PATTERNS,
          "none",
          "Tables that are neither loaded nor followed, such as [audit_log, tmp_*]: names spelled as"
              + " the database spells them, or patterns with * for any text.");

  static final Option<Duration> OUTAGE_TIMEOUT =
      Option.optional(
          "outage_timeout",
          ValueType.DURATION,
          "10m",
          "How long a run waits for a database, Kafka, catalog or store that does not answer. Then it"
              + " ends with exit code 4, and the next run goes on where it stopped.");

  static final Section SECTION =
      Section.required(
              "{name}",
              "One database. Its name is what --source takes.",
              DATABASE_TYPE,
              TOPIC_PREFIX,
              NAMESPACE,
              CATALOG,
              KAFKA_CLUSTER,
              FORMAT_VERSION,
              UNKNOWN_TYPES,
              OPEN_NUMBERS,
              EXCLUDE_TABLES,
              OUTAGE_TIMEOUT)
          .with(
              DatabaseConnection.SECTION,
              BulkLoadConfig.SECTION,
              BookmarkConfig.SECTION,
              CdcConfig.SECTION,
              LineageConfig.SECTION,
              TableConfig.SECTION);

  /** What says where the tables are. */
  static final List<Option<?>> PLACE = List.of(CATALOG, NAMESPACE);

  /** The file in which all of them stand. */
  public static final String FILE = "sources.yaml";

  static final FileFormat FORMAT =
      new FileFormat(FILE, "sources", "source", SECTION, SourceConfig::check);

  public SourceConfig {
    tables = List.copyOf(tables);
    excludedTables = List.copyOf(excludedTables);
  }

  /** A source of whose runs nobody is told. */
  public SourceConfig(
      String name,
      DatabaseType databaseType,
      String topicPrefix,
      SourceNamespace namespace,
      @Nullable String kafkaCluster,
      DatabaseConnection connection,
      BulkLoadConfig bulkLoad,
      CdcConfig cdc,
      UnknownTypes unknownTypes,
      OpenNumbers openNumbers,
      int formatVersion,
      List<TableConfig> tables,
      List<String> excludedTables,
      Duration outageTimeout) {
    this(
        name,
        databaseType,
        topicPrefix,
        namespace,
        kafkaCluster,
        connection,
        bulkLoad,
        cdc,
        unknownTypes,
        openNumbers,
        formatVersion,
        tables,
        excludedTables,
        outageTimeout,
        LineageConfig.NOBODY);
  }

  /** A source of which no table is left out, and for which nobody waits. */
  public SourceConfig(
      String name,
      DatabaseType databaseType,
      String topicPrefix,
      SourceNamespace namespace,
      @Nullable String kafkaCluster,
      DatabaseConnection connection,
      BulkLoadConfig bulkLoad,
      CdcConfig cdc,
      UnknownTypes unknownTypes,
      OpenNumbers openNumbers,
      int formatVersion,
      List<TableConfig> tables) {
    this(
        name,
        databaseType,
        topicPrefix,
        namespace,
        kafkaCluster,
        connection,
        bulkLoad,
        cdc,
        unknownTypes,
        openNumbers,
        formatVersion,
        tables,
        List.of(),
        Duration.ZERO);
  }

  /** True if nothing is to be done with a table of that name. */
  public boolean excludes(String table) {
    return excludedTables.stream().anyMatch(pattern -> TableConfig.fits(pattern, table));
  }

  /** The variable of a Connect worker in which a connector of the source finds something. */
  public String workerVariable(String what) {
    return "FIRN_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_" + what;
  }

  /** The connector that Firn writes for the source, as Kafka Connect knows it. */
  public String connectorName() {
    return name + "-cdc";
  }

  /** What is different for a table, if anything is. */
  public Optional<TableConfig> findTable(String name) {
    return tables.stream()
        .filter(table -> table.isNameOf(name))
        .findFirst()
        .or(() -> tables.stream().filter(table -> table.fits(name)).findFirst());
  }

  /** How the lake table of a source table is laid out. */
  public TargetLayout layoutOf(String table) {
    return findTable(table).map(TableConfig::layout).orElse(TargetLayout.PLAIN);
  }

  /** How a source table is loaded. */
  public TableLoad loadOf(String table) {
    return loadOf(table, bulkLoad.tables());
  }

  /**
   * @param base how those are loaded of which nothing is said
   */
  public TableLoad loadOf(String table, TableLoad base) {
    return findTable(table).map(config -> config.load().apply(base)).orElse(base);
  }

  /** What changes do to the lake table of a source table. */
  public ChangePolicy policyOf(String table) {
    return findTable(table).map(config -> config.policy().apply(cdc.policy())).orElse(cdc.policy());
  }

  private static void check(Map<String, Values> sources) {
    sources.values().forEach(SourceConfig::check);
    Map<String, String> byPrefix = new HashMap<>();
    sources.forEach(
        (name, source) ->
            source
                .find(TOPIC_PREFIX)
                .map(prefix -> byPrefix.putIfAbsent(prefix, name))
                .ifPresent(
                    other ->
                        source.report(
                            TOPIC_PREFIX,
                            "source %s has the same, and events of both would come on the same topics; give each its own"
                                .formatted(other))));
  }

  private static void check(Values source) {
    source.find(LineageConfig.SECTION).ifPresent(LineageConfig::check);
    Optional<DatabaseType> type = source.find(DATABASE_TYPE);
    if (type.filter(known -> known != DatabaseType.POSTGRESQL).isPresent()) {
      bookmarks(source)
          .forEach(
              bookmark ->
                  BookmarkConfig.refuse(
                      bookmark,
                      "rows of "
                          + ValueType.nameOf(type.get())
                          + " are not read by a bookmark; leave it out"));
    }
    boolean captures =
        BulkLoadConfig.capturesForCertain(source)
            && source.find(BookmarkConfig.SECTION).filter(BookmarkConfig::isNamed).isEmpty();
    source
        .find(DatabaseConnection.SECTION)
        .ifPresent(
            connection ->
                type.ifPresentOrElse(
                    known -> DatabaseConnection.check(known, connection, captures),
                    () -> DatabaseConnection.checkHost(connection)));
  }

  private static BulkLoadConfig bulkLoad(Values source) {
    BulkLoadConfig load = BulkLoadConfig.of(source.in(BulkLoadConfig.SECTION));
    BookmarkConfig bookmark = BookmarkConfig.of(source.in(BookmarkConfig.SECTION));
    BulkLoadConfig marked = load.withTables(load.tables().with(bookmark));
    return bookmark.isSet() ? marked.withoutCapture() : marked;
  }

  /** Every place of a source in which a bookmark is named. */
  private static Stream<Values> bookmarks(Values source) {
    return Stream.concat(
            source.find(BookmarkConfig.SECTION).stream(),
            source.in(TableConfig.SECTION).named().values().stream()
                .flatMap(table -> table.find(BookmarkConfig.TABLE_SECTION).stream()))
        .filter(BookmarkConfig::isNamed);
  }

  static SourceNamespace namespaceOf(Values source) {
    return new SourceNamespace(source.value(CATALOG), source.value(NAMESPACE));
  }

  static SourceConfig of(String name, Values source) {
    DatabaseType type = source.value(DATABASE_TYPE);
    return new SourceConfig(
        name,
        type,
        source.value(TOPIC_PREFIX),
        namespaceOf(source),
        source.find(KAFKA_CLUSTER).orElse(null),
        DatabaseConnection.of(type, source.in(DatabaseConnection.SECTION)),
        bulkLoad(source),
        CdcConfig.of(source.in(CdcConfig.SECTION)),
        source.value(UNKNOWN_TYPES),
        source.value(OPEN_NUMBERS),
        source.value(FORMAT_VERSION),
        TableConfig.of(source.in(TableConfig.SECTION)),
        source.find(EXCLUDE_TABLES).orElse(List.of()),
        source.value(OUTAGE_TIMEOUT),
        LineageConfig.of(source.in(LineageConfig.SECTION)));
  }
}
