package dev.firn.bulkload.connector;

import dev.firn.config.DatabaseConnection;
import dev.firn.config.SourceConfig;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.ConnectorOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Debezium connector that continues where the load has read.
 *
 * <p>It holds a reference to the password, never the password. Every setting that keeps values
 * exact is written out, even where it is a default, so that a reviewer sees it.
 */
public record ConnectorConfig(String name, Map<String, String> settings) {

  /** The settings that say what is read. */
  static final List<String> FILTERS =
      List.of("schema.include.list", "table.exclude.list", "column.exclude.list");

  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

  /** The name of the transform within the connector. */
  private static final String SETTINGS_MARK = "firnSettings";

  private static final String LARGEST_EVENT =
      Integer.toString(ConnectorOptions.LARGEST_EVENT_BYTES);

  /**
   * @param tables that are followed; what their contracts leave out is not sent
   * @param options of its kind of database
   */
  public static ConnectorConfig of(
      SourceConfig source, FollowedTables tables, ConnectorOptions options) {
    DatabaseConnection database = source.connection();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("connector.class", options.connectorClass());
    settings.put("tasks.max", "1");
    if (!database.host().isEmpty()) {
      settings.put("database.hostname", database.host());
      settings.put("database.port", Integer.toString(database.port()));
    }
    settings.put("database.dbname", database.database());
    settings.put("database.user", database.username());
    settings.put("database.password", passwordReference(source));
    settings.putAll(options.session());
    settings.put("topic.prefix", source.topicPrefix());
    settings.putAll(filter(database.schema(), tables));

    String excluded = excludedColumns(tables.contracts());
    if (!excluded.isEmpty()) {
      settings.put("column.exclude.list", excluded);
    }

    settings.putAll(options.capture());

    settings.put("skipped.operations", "none");
    settings.put("tombstones.on.delete", "false");
    // With it Debezium loses rows when its task is started again within a COPY.
    settings.put("provide.transaction.metadata", "false");
    settings.putAll(options.values());
    settings.put("unavailable.value.placeholder", UnavailableValue.placeholder(source.name()));
    settings.put("event.processing.failure.handling.mode", "fail");
    settings.put("event.converting.failure.handling.mode", "fail");

    settings.put("key.converter", JSON);
    settings.put("key.converter.schemas.enable", "false");
    settings.put("value.converter", JSON);
    settings.put("value.converter.schemas.enable", "false");
    settings.put("value.converter.replace.null.with.default", "false");
    settings.put("header.converter", JSON);
    settings.put("header.converter.schemas.enable", "false");

    // The consumer believes these settings of the events that carry this header.
    settings.put("transforms", SETTINGS_MARK);
    settings.put(
        "transforms." + SETTINGS_MARK + ".type",
        "org.apache.kafka.connect.transforms.InsertHeader");
    settings.put("transforms." + SETTINGS_MARK + ".header", UnavailableValue.SETTINGS_HEADER);
    settings.put("transforms." + SETTINGS_MARK + ".value.literal", "v1");

    // One partition keeps truncates in their place among the changes.
    settings.put("topic.creation.default.partitions", "1");
    settings.put("topic.creation.default.replication.factor", "-1");

    // Rows may be larger than the mebibyte that Kafka takes unasked.
    settings.put("topic.creation.default.max.message.bytes", LARGEST_EVENT);
    settings.put("producer.override.max.request.size", LARGEST_EVENT);

    // A quiet database must not pin its log.
    settings.put("heartbeat.interval.ms", "10000");
    settings.putAll(options.heartbeat());
    return new ConnectorConfig(source.connectorName(), settings);
  }

  /**
   * The variable that sources.yaml names is asked of the Connect worker too; for a password that is
   * no variable there, the worker needs one of the source's own.
   */
  private static String passwordReference(SourceConfig source) {
    return "${env:"
        + source.connection().password().findVariable().orElse(source.workerVariable("PASSWORD"))
        + "}";
  }

  /**
   * The schema without what must not be read: one table that Debezium cannot read would stop it for
   * all. Of the rest the publication decides, so that a table that is loaded later comes without
   * another deployment; a list of what is followed would silently keep it out.
   */
  private static Map<String, String> filter(String schema, FollowedTables tables) {
    Map<String, String> filter = new LinkedHashMap<>();
    filter.put("schema.include.list", escaped(schema));
    if (!tables.others().isEmpty()) {
      filter.put("table.exclude.list", names(tables));
    }
    return filter;
  }

  private static String names(FollowedTables tables) {
    Set<String> followed =
        tables.all().stream()
            .map(table -> table.toString().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return tables.others().stream()
        .map(
            table -> {
              String name = escaped(table.schema()) + "\\." + escaped(table.name());
              // Debezium does not tell upper from lower case unless it is told to.
              return followed.contains(table.toString().toLowerCase(Locale.ROOT))
                  ? "(?-i:" + name + ")"
                  : name;
            })
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static String excludedColumns(List<TableMapping> contracts) {
    return contracts.stream()
        .flatMap(
            table ->
                table.excluded().keySet().stream()
                    .map(
                        column ->
                            escaped(table.source().schema())
                                + "\\."
                                + escaped(table.source().name())
                                + "\\."
                                + escaped(column)))
        .sorted()
        .collect(Collectors.joining(","));
  }

  /** Debezium reads the list as regular expressions and splits it at commas. */
  private static String escaped(String name) {
    return name.replaceAll("([\\\\.\\[\\]{}()<>*+\\-=!?^$|,])", "\\\\$1");
  }
}
