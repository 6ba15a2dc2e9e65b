package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.config.bookmark.BookmarkConfig;
import dev.firn.model.LongColumns;
import java.util.function.UnaryOperator;

/**
 * How a single table is loaded, as far as one may differ from the others.
 *
 * @param splits that are read at once
 * @param fetchSize rows per round trip at most, where it is read through JDBC
 * @param bookmark by which it is read again, if it has one
 */
public record TableLoad(
    int splits,
    int fetchSize,
    boolean skipsEmpty,
    LongColumns longColumns,
    LoadVerification verification,
    BookmarkConfig bookmark) {

  /** A table without a bookmark. */
  public TableLoad(
      int splits,
      int fetchSize,
      boolean skipsEmpty,
      LongColumns longColumns,
      LoadVerification verification) {
    this(splits, fetchSize, skipsEmpty, longColumns, verification, BookmarkConfig.NONE);
  }

  static final Option<Integer> SPLITS_PER_TABLE =
      Option.integer(
              "parallel_tables",
              8,
              1,
              "Splits of one table that are read at once, each on a connection of its own.")
          .alsoKnownAs("splits_per_table");

  static final Option<Integer> FETCH_SIZE =
      Option.integer(
          "batch_size",
          50000,
          1,
          "Rows per round trip where a table is read through JDBC (fetch size).");

  static final Option<Boolean> SKIP_EMPTY_TABLES =
      Option.optional(
          "skip_empty_tables", ValueType.BOOLEAN, "true", "Leave out tables without rows.");

  static final Option<LongColumns> LONG_COLUMNS =
      Option.optional(
          "handle_long_columns",
          ValueType.oneOf(LongColumns.class),
          "exclude",
          "Oracle tables with a LONG column: load the other columns, leave the table out, or fail.");

  static final Option<LoadVerification> VERIFICATION =
      Option.optional(
          "verify",
          ValueType.oneOf(LoadVerification.class),
          "count",
          "What is compared before a table is published: the number of rows of every split, or also"
              + " a checksum of the values, for which every file is read back.");

  private static final String INHERITED = "what bulk_load of the source says";
  private static final Option<Integer> OWN_SPLITS = inherited(SPLITS_PER_TABLE);
  private static final Option<Integer> OWN_FETCH_SIZE = inherited(FETCH_SIZE);
  private static final Option<Boolean> OWN_SKIP_EMPTY = inherited(SKIP_EMPTY_TABLES);
  private static final Option<LongColumns> OWN_LONG_COLUMNS = inherited(LONG_COLUMNS);
  private static final Option<LoadVerification> OWN_VERIFICATION = inherited(VERIFICATION);

  /** The same choices for a single table. */
  static final Section TABLE_SECTION =
      Section.optional(
          "bulk_load",
          "How these tables are loaded, where it is not as bulk_load of the source says.",
          OWN_SPLITS,
          OWN_FETCH_SIZE,
          OWN_SKIP_EMPTY,
          OWN_LONG_COLUMNS,
          OWN_VERIFICATION);

  static TableLoad of(Values bulkLoad) {
    return new TableLoad(
        bulkLoad.value(SPLITS_PER_TABLE),
        bulkLoad.value(FETCH_SIZE),
        bulkLoad.value(SKIP_EMPTY_TABLES),
        bulkLoad.value(LONG_COLUMNS),
        bulkLoad.value(VERIFICATION));
  }

  /** What a table says of its own, as a change to what its source says. */
  static UnaryOperator<TableLoad> ofTable(Values table) {
    Values given = table.in(TABLE_SECTION);
    UnaryOperator<BookmarkConfig> bookmark =
        BookmarkConfig.ofTable(table.in(BookmarkConfig.TABLE_SECTION));
    return base ->
        new TableLoad(
            given.find(OWN_SPLITS).orElse(base.splits()),
            given.find(OWN_FETCH_SIZE).orElse(base.fetchSize()),
            given.find(OWN_SKIP_EMPTY).orElse(base.skipsEmpty()),
            given.find(OWN_LONG_COLUMNS).orElse(base.longColumns()),
            given.find(OWN_VERIFICATION).orElse(base.verification()),
            bookmark.apply(base.bookmark()));
  }

  private static <T> Option<T> inherited(Option<T> option) {
    return option.inheriting(INHERITED, "As in bulk_load, for these tables.");
  }

  public TableLoad withSplits(int wanted) {
    return new TableLoad(wanted, fetchSize, skipsEmpty, longColumns, verification, bookmark);
  }

  /** The same, read again by a bookmark. */
  public TableLoad with(BookmarkConfig by) {
    return new TableLoad(splits, fetchSize, skipsEmpty, longColumns, verification, by);
  }
}
