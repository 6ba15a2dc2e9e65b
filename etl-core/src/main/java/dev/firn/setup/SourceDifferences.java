package dev.firn.setup;

import dev.firn.config.SourceConfig;
import dev.firn.config.TableConfig;
import dev.firn.model.Column;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.LakeNames;
import dev.firn.schema.TableMapping;
import dev.firn.setup.SourceSurvey.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What source, lake and configuration do not have in common.
 *
 * @param found in the order in which it is told
 */
record SourceDifferences(List<Difference> found) {

  /** What kind of difference, with the sign before it. */
  enum Kind {
    /** The source has it, the lake has not. */
    NOT_IN_LAKE('+'),
    /** The lake has it, the source has not. */
    NOT_AT_SOURCE('-'),
    /** Both have it, with other columns. */
    OTHER_COLUMNS('~'),
    /** The configuration says something of what there is not. */
    NOT_KNOWN('!');

    private final char sign;

    Kind(char sign) {
      this.sign = sign;
    }

    char sign() {
      return sign;
    }
  }

  /**
   * One of them.
   *
   * @param name of a table, or a key of the configuration
   * @param what is different, and what to do, as a clause
   */
  record Difference(Kind kind, String name, String what) {}

  SourceDifferences {
    found = List.copyOf(found);
  }

  /**
   * @param lake the contracts of the tables of the source's namespace, by their names; empty where
   *     a table has none
   */
  static SourceDifferences between(
      SourceConfig source, SourceSurvey survey, Map<String, Optional<TableMapping>> lake) {
    List<Difference> found = new ArrayList<>();
    Map<String, Optional<TableMapping>> left = new TreeMap<>(lake);
    for (Relation each : survey.relations()) {
      Optional<TableMapping> held = left.remove(LakeNames.table(each.table().id().name()));
      if (held == null) {
        findNotInLake(source, each).ifPresent(found::add);
      } else {
        found.addAll(compare(source, each, held));
      }
    }
    left.forEach(
        (name, held) ->
            found.add(
                new Difference(
                    Kind.NOT_AT_SOURCE,
                    name,
                    "is in the lake, and not in schema %s of the source"
                        .formatted(source.connection().schema()))));
    addUnknown(source, survey, found);
    return new SourceDifferences(found);
  }

  private static Optional<Difference> findNotInLake(SourceConfig source, Relation each) {
    String name = each.table().id().name();
    boolean isAsked =
        each.table().canBeCaptured()
            || source.bulkLoad().alsoLoaded().contains(each.table().kind());
    if (!isAsked || source.excludes(name)) {
      return Optional.empty();
    }
    boolean mayBeEmpty = source.loadOf(name).skipsEmpty() && each.table().estimatedRows() == 0;
    String what =
        each.refused()
                .map(why -> "is not in the lake, and a load refuses it: " + why)
                .orElse(
                    "is not in the lake: firn bulk-load --source %s --tables %s"
                        .formatted(source.name(), name))
            + (mayBeEmpty ? ", unless it has no rows, which skip_empty_tables leaves out" : "");
    return Optional.of(new Difference(Kind.NOT_IN_LAKE, name, what));
  }

  private static List<Difference> compare(
      SourceConfig source, Relation each, Optional<TableMapping> held) {
    String name = each.table().id().name();
    if (source.excludes(name)) {
      return List.of(
          new Difference(
              Kind.NOT_KNOWN, name, "is in the lake, although exclude_tables leaves it out"));
    }
    List<String> columns = held.map(contract -> compare(contract, each.table())).orElse(List.of());
    List<Difference> found = new ArrayList<>();
    if (!columns.isEmpty()) {
      found.add(new Difference(Kind.OTHER_COLUMNS, name, String.join(", ", columns)));
    }
    return found;
  }

  private static List<String> compare(TableMapping contract, TableSchema now) {
    Map<String, DeclaredType> present = new LinkedHashMap<>();
    now.columns().forEach(column -> present.put(column.name(), column.type()));
    List<String> differences = new ArrayList<>();
    for (ColumnMapping held : contract.columns()) {
      DeclaredType type = present.remove(held.column());
      if (type == null) {
        differences.add("column " + held.column() + " is gone at the source");
      } else if (!type.equals(held.type())) {
        differences.add(
            "column %s was %s when it was loaded and is %s at the source"
                .formatted(held.column(), held.type(), type));
      }
    }
    contract.excluded().keySet().forEach(present::remove);
    present.forEach(
        (column, type) ->
            differences.add("column " + column + " of type " + type + " is new at the source"));
    List<String> key =
        contract.columns().stream()
            .filter(column -> contract.key().contains(column.lakeColumn()))
            .map(ColumnMapping::column)
            .toList();
    if (!Set.copyOf(key).equals(Set.copyOf(now.primaryKey()))) {
      differences.add(
          "%s when it was loaded, and at the source %s"
              .formatted(keyed("was", key), keyed("is", now.primaryKey())));
    }
    return differences;
  }

  private static String keyed(String verb, List<String> key) {
    return key.isEmpty()
        ? "there " + verb + " no key"
        : "the key " + verb + " (" + String.join(", ", key) + ")";
  }

  /** What the configuration says of tables and columns that there are not. */
  private static void addUnknown(SourceConfig source, SourceSurvey survey, List<Difference> found) {
    List<TableSchema> all = survey.relations().stream().map(Relation::table).toList();
    for (String pattern : source.excludedTables()) {
      if (all.stream().noneMatch(table -> TableConfig.fits(pattern, table.id().name()))) {
        found.add(
            new Difference(
                Kind.NOT_KNOWN, "exclude_tables", pattern + " fits nothing that the source has"));
      }
    }
    for (TableConfig table : source.tables()) {
      String key = "tables." + table.pattern();
      List<TableSchema> meant =
          all.stream().filter(each -> TableConfig.fits(table.pattern(), each.id().name())).toList();
      if (meant.isEmpty()) {
        found.add(new Difference(Kind.NOT_KNOWN, key, "fits nothing that the source has"));
      }
      Stream.concat(
              table.layout().partitionBy().stream().map(by -> by.column()),
              table.layout().sortBy().stream())
          .distinct()
          .filter(column -> meant.stream().anyMatch(each -> !has(each, column)))
          .forEach(
              column ->
                  found.add(
                      new Difference(
                          Kind.NOT_KNOWN,
                          key,
                          "names column %s, which %s has not"
                              .formatted(
                                  column,
                                  meant.stream()
                                      .filter(each -> !has(each, column))
                                      .map(each -> each.id().name())
                                      .reduce((left, right) -> left + ", " + right)
                                      .orElse("")))));
    }
  }

  private static boolean has(TableSchema table, String column) {
    return table.columns().stream().map(Column::name).anyMatch(column::equalsIgnoreCase);
  }
}
