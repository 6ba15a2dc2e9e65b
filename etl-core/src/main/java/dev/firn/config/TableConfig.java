package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.config.bookmark.BookmarkConfig;
import dev.firn.config.shape.ShapePolicy;
import dev.firn.model.PartitionTransform;
import dev.firn.model.TargetLayout;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is different for some tables of a source.
 *
 * @param pattern a table's name, or a pattern in which {@code *} stands for any text
 * @param load makes of how the source's tables are loaded how these are
 * @param policy makes of the source's policy that of these tables
 */
public record TableConfig(
    String pattern,
    TargetLayout layout,
    UnaryOperator<TableLoad> load,
    UnaryOperator<ChangePolicy> policy) {

  /** Loaded as the source says, and with its policy. */
  public TableConfig(String pattern, TargetLayout layout) {
    this(pattern, layout, UnaryOperator.identity());
  }

  /** Loaded as the source says. */
  public TableConfig(String pattern, TargetLayout layout, UnaryOperator<ChangePolicy> policy) {
    this(pattern, layout, UnaryOperator.identity(), policy);
  }

  static final Option<List<PartitionTransform>> PARTITION_BY =
      Option.derived(
          "partition_by",
          ValueType.PARTITION_TRANSFORMS,
          "not partitioned",
          "Partitions of the lake table, such as [days(created_at), bucket(16, id)].");

  static final Option<List<String>> SORT_BY =
      Option.derived(
          "sort_by",
          ValueType.COLUMNS,
          "as the rows come",
          "Columns by which the rows in each file of the lake table are sorted.");

  static final Section SECTION =
      Section.named(
          "tables",
          "What is different for some tables. The key is a table's name, spelled as the database"
              + " spells it, or a pattern with * for any text; a name wins over a pattern, and the"
              + " first pattern over the others.",
          Section.optional(
                  "{table}",
                  "One table, or all whose names fit.",
                  Stream.concat(
                          Stream.of(PARTITION_BY, SORT_BY), ChangePolicy.TABLE_OPTIONS.stream())
                      .toArray(Option[]::new))
              .with(
                  TableLoad.TABLE_SECTION,
                  BookmarkConfig.TABLE_SECTION,
                  ShapePolicy.TABLE_HISTORY,
                  ChangePolicy.TABLE_DRIFT_SECTION));

  static List<TableConfig> of(Values tables) {
    return tables.named().entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static TableConfig of(String pattern, Values table) {
    return new TableConfig(
        pattern,
        new TargetLayout(
            table.find(PARTITION_BY).orElse(List.of()), table.find(SORT_BY).orElse(List.of())),
        TableLoad.ofTable(table),
        ChangePolicy.ofTable(table));
  }

  boolean isNameOf(String table) {
    return pattern.equals(table);
  }

  boolean fits(String table) {
    return fits(pattern, table);
  }

  /** True if a name is the pattern, or is what it stands for. */
  public static boolean fits(String pattern, String table) {
    String regex =
        Pattern.compile("\\*")
            .splitAsStream(pattern + "\0")
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.compile(regex, Pattern.DOTALL).matcher(table + "\0").matches();
  }
}
