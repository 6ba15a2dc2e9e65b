package dev.firn.connect.review;

import dev.firn.config.ChangePolicy;
import dev.firn.config.DeleteMode;
import dev.firn.config.SourceConfig;
import dev.firn.config.TruncateMode;
import dev.firn.connect.Connector;
import dev.firn.connect.NameList;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.DatabaseKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Judges whether a connector sends what happens to a table, all of it and as it is. */
public final class ConnectorReview {

  private static final String INSERT_HEADER = "org.apache.kafka.connect.transforms.InsertHeader";
  private static final String FLATTEN = "io.debezium.transforms.ExtractNewRecordState";
  private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  private static final String TOPICS = "io.debezium.schema.SchemaTopicNamingStrategy";

  /** Settings of a flattening transform that leave changes what they are. */
  private static final Set<String> FLATTEN_SETTINGS =
      Set.of(
          "type",
          "delete.tombstone.handling.mode",
          "delete.handling.mode",
          "drop.tombstones",
          "add.fields",
          "add.headers");

  private static final String SALT = ".salt.";

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Of Debezium and Connect, whatever the database. */
  private static final List<ConnectorSetting> GENERAL =
      List.of(
          ConnectorSetting.of("value.converter", "what the worker says", JSON),
          // A NULL would come as the column's default.
          ConnectorSetting.of("value.converter.replace.null.with.default", "true", "false"),
          ConnectorSetting.of("event.converting.failure.handling.mode", "warn", "fail"),
          ConnectorSetting.of("event.processing.failure.handling.mode", "fail", "fail"),
          ConnectorSetting.of("errors.tolerance", "none", "none"),
          ConnectorSetting.of("provide.transaction.metadata", "false", "false"),
          ConnectorSetting.of("topic.naming.strategy", TOPICS, TOPICS),
          ConnectorSetting.of("topic.delimiter", ".", "."),
          ConnectorSetting.of("converters", "", ""),
          ConnectorSetting.of("post.processors", "", ""));

  /** A table, and what is to become of its changes. */
  private record Reviewed(TableMapping mapping, ChangePolicy policy) {}

  private final SourceConfig source;
  private final List<ConnectorSetting> settings;

  public ConnectorReview(SourceConfig source) {
    this.source = source;
    List<ConnectorSetting> all = new ArrayList<>(GENERAL);
    all.add(
        ConnectorSetting.of(
            "unavailable.value.placeholder",
            UnavailableValue.OF_DEBEZIUM,
            UnavailableValue.placeholder(source.name()),
            // It is refused where it comes.
            UnavailableValue.OF_DEBEZIUM));
    all.addAll(DatabaseKind.of(source.databaseType()).connectorSettings(source));
    this.settings = List.copyOf(all);
  }

  /** True if the connector's topics are those of the source. */
  public boolean isOfSource(Connector connector) {
    return connector.sendsTo(source.topicPrefix());
  }

  /** The first thing that is wrong with what the connectors of the source send of a table. */
  public Optional<SettingFault> findFault(
      List<Connector> connectors, TableMapping table, ChangePolicy policy) {
    return findFault(connectors, new Reviewed(table, policy));
  }

  private Optional<SettingFault> findFault(List<Connector> connectors, Reviewed table) {
    List<Connector> readers =
        connectors.stream().filter(each -> findFilter(each, table).isEmpty()).toList();
    return readers.isEmpty()
        ? connectors.stream().flatMap(each -> findFilter(each, table).stream()).findFirst()
        : readers.stream().flatMap(each -> findFault(each, table).stream()).findFirst();
  }

  private Optional<SettingFault> findFault(Connector connector, Reviewed table) {
    return Stream.<Supplier<Optional<SettingFault>>>of(
            () -> findSetting(connector, settings, "by which its changes do not come as they are"),
            () -> findSkipped(connector, table),
            () -> findTransform(connector, table),
            () -> findColumn(connector, table))
        .flatMap(check -> check.get().stream())
        .findFirst();
  }

  private static Optional<SettingFault> findSetting(
      Connector connector, List<ConnectorSetting> wanted, String effect) {
    return wanted.stream()
        .filter(setting -> !setting.isReadable(connector.settings()))
        .findFirst()
        .map(
            setting ->
                new SettingFault(
                    connector.name(),
                    setting.name(),
                    setting.in(connector.settings()),
                    effect,
                    setting.readable().get(0).isEmpty() ? "Take it out" : "Set " + setting.advice(),
                    setting.readable().get(0)));
  }

  /** Which tables are read at all. */
  private static Optional<SettingFault> findFilter(Connector connector, Reviewed captured) {
    TableId table = captured.mapping().source();
    return connector
        .findFilter(table.schema(), table.toString())
        .map(
            setting ->
                new SettingFault(
                    connector.name(),
                    setting,
                    connector.setting(setting, ""),
                    "by which it does not read the table",
                    "Let it read " + table));
  }

  /** Changes that are not sent. Debezium leaves out TRUNCATE unless it is told otherwise. */
  private static Optional<SettingFault> findSkipped(Connector connector, Reviewed table) {
    String value = connector.setting("skipped.operations", "t");
    Set<String> skipped = new TreeSet<>(Arrays.asList(value.split("\\s*,\\s*", -1)));
    skipped.removeAll(Set.of("none", ""));
    if (table.policy().truncates() == TruncateMode.IGNORE) {
      skipped.remove("t");
    }
    if (table.policy().deletes() == DeleteMode.IGNORE && !table.mapping().hasKey()) {
      skipped.remove("d");
    }
    return skipped.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SettingFault(
                connector.name(),
                "skipped.operations",
                value,
                "so that some of its changes are not sent (" + String.join(", ", skipped) + ")",
                "Set skipped.operations=none",
                "none"));
  }

  private static Optional<SettingFault> findTransform(Connector connector, Reviewed table) {
    for (String name : connector.setting("transforms", "").split("\\s*,\\s*", -1)) {
      String prefix = "transforms." + name + ".";
      String type = connector.setting(prefix + "type", "");
      boolean isKnown =
          name.isEmpty()
              || type.equals(INSERT_HEADER)
              || (type.equals(FLATTEN) && keepsChanges(connector, prefix, table));
      if (!isKnown) {
        return Optional.of(
            new SettingFault(
                connector.name(),
                prefix + "type",
                type,
                "of which nobody knows what it makes of the table's changes",
                "Take the transform out"));
      }
    }
    return Optional.empty();
  }

  /** Flattened, deletes come only if they are rewritten, and TRUNCATE never does. */
  private static boolean keepsChanges(Connector connector, String prefix, Reviewed table) {
    String deletes =
        connector.setting(
            prefix + "delete.tombstone.handling.mode",
            connector.setting(prefix + "delete.handling.mode", ""));
    return deletes.startsWith("rewrite")
        && table.policy().truncates() == TruncateMode.IGNORE
        && connector.settings().keySet().stream()
            .filter(setting -> setting.startsWith(prefix))
            .map(setting -> setting.substring(prefix.length()))
            .allMatch(FLATTEN_SETTINGS::contains);
  }

  /** The name of a setting without the secret that some have in it. */
  private static String withoutSalt(String setting) {
    int salt = setting.indexOf(SALT);
    return salt < 0 ? setting : setting.substring(0, salt + SALT.length()) + "…";
  }

  private static Optional<SettingFault> findColumn(Connector connector, Reviewed table) {
    return table.mapping().columns().stream()
        .flatMap(column -> findColumn(connector, table, column).stream())
        .findFirst();
  }

  private static Optional<SettingFault> findColumn(
      Connector connector, Reviewed table, ColumnMapping column) {
    String full = table.mapping().source() + "." + column.column();
    String told = "column " + column.column() + " of type " + column.type();
    Optional<String> left =
        Stream.of(
                connector.left("column.include.list", full, false),
                connector.left("column.exclude.list", full, true))
            .flatMap(Optional::stream)
            .findFirst();
    if (left.isPresent()) {
      return Optional.of(
          new SettingFault(
              connector.name(),
              left.get(),
              connector.setting(left.get(), ""),
              "by which " + told + " is left out",
              "Let it send " + full));
    }
    Optional<Map.Entry<String, String>> cut =
        connector.settings().entrySet().stream()
            .filter(
                set ->
                    set.getKey().startsWith("column.mask.")
                        || set.getKey().startsWith("column.truncate."))
            .filter(set -> NameList.of(set.getValue()).has(full))
            .findFirst();
    if (cut.isPresent()) {
      return Optional.of(
          new SettingFault(
              connector.name(),
              withoutSalt(cut.get().getKey()),
              cut.get().getValue(),
              "by which " + told + " does not come as it is",
              "Take " + full + " out of it"));
    }
    if (!connector.setting("field.name.adjustment.mode", "none").equals("none")
        && !PLAIN_NAME.matcher(column.column()).matches()) {
      return Optional.of(
          new SettingFault(
              connector.name(),
              "field.name.adjustment.mode",
              connector.setting("field.name.adjustment.mode", "none"),
              "by which " + told + " comes under another name",
              "Set field.name.adjustment.mode=none",
              "none"));
    }
    return findSetting(
        connector,
        column.columnType().connectorSettings(),
        "by which " + told + " does not come as it is");
  }
}
