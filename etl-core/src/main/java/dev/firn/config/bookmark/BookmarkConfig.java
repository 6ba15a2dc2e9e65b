package dev.firn.config.bookmark;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueForm;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * By what of its rows a table is read again and again, without a log of its changes.
 *
 * @param column whose values tell which rows were written since; null if the table has no bookmark
 * @param lag by which the next read begins earlier than it had to; null if nothing is known of
 *     writers but what the database tells
 * @param zone in which values without a zone are
 */
public record BookmarkConfig(
    @Nullable String column, @Nullable Lag lag, Comparison comparison, ZoneId zone) {

  /** A table that is not read so. */
  public static final BookmarkConfig NONE =
      new BookmarkConfig(null, null, Comparison.parse("24h"), ZoneId.of("UTC"));

  /** In the place of a column, the transaction that has written a row. */
  public static final String TRANSACTION = "xmin";

  private static final String NO_COLUMN = "none";

  private static final ValueType<Lag> LAG =
      new ValueType<>(
          "a duration such as 10m, or a number of values such as 1000",
          List.of(),
          false,
          Lag::parse,
          ValueForm.matching("^[0-9]{1,18}$|^[0-9]{1,9}(ms|s|m|h)$"));

  private static final ValueType<Comparison> COMPARISON =
      new ValueType<>(
          "never, every_run, or a duration such as 24h",
          List.of(),
          false,
          Comparison::parse,
          ValueForm.matching("^never$|^every_run$|^[0-9]{1,9}(ms|s|m|h)$"));

  private static final ValueType<ZoneId> ZONE =
      new ValueType<>(
          "a time zone such as UTC or Europe/Vienna",
          List.of(),
          false,
          BookmarkConfig::zone,
          ValueForm.matching("^[A-Za-z0-9+:/_-]+$"));

  static final Option<String> COLUMN =
      Option.derived(
          "column",
          ValueType.TEXT,
          "none",
          "The column that every insert and update sets to something later, such as updated_at or a"
              + " number from a sequence; xmin for the transaction that has written the row, which"
              + " PostgreSQL keeps by itself; none for no bookmark.");

  static final Option<Lag> LAG_BEHIND =
      Option.derived(
          "lag",
          LAG,
          "what the database tells of open transactions",
          "How much earlier the next read begins than it had to: a duration, or a number of values"
              + " of a column of numbers. For values that an application sets by its own clock, and"
              + " where the database does not tell of open transactions.");

  static final Option<Comparison> COMPARE =
      Option.optional(
          "compare",
          COMPARISON,
          "24h",
          "How often all rows are compared by digests, which finds deleted rows and whatever has not"
              + " moved its bookmark: never, every_run, or a duration since it was done last.");

  static final Option<ZoneId> TIME_ZONE =
      Option.optional(
          "time_zone",
          ZONE,
          "UTC",
          "The zone in which applications write values of a column without a zone (timestamp,"
              + " date).");

  /** Those of a whole source. */
  public static final Section SECTION =
      Section.optional(
          "bookmark",
          "Tables that are read again and again by a column of theirs, without a log of changes:"
              + " their rows since the last run are read, and nothing is set up at the source"
              + " (docs/bookmarks.md). Given here, it is that of all tables, and the source captures"
              + " no changes.",
          COLUMN,
          LAG_BEHIND,
          COMPARE,
          TIME_ZONE);

  private static final String INHERITED = "what bookmark of the source says";
  private static final Option<String> OWN_COLUMN = inherited(COLUMN);
  private static final Option<Lag> OWN_LAG = inherited(LAG_BEHIND);
  private static final Option<Comparison> OWN_COMPARE = inherited(COMPARE);
  private static final Option<ZoneId> OWN_ZONE = inherited(TIME_ZONE);

  /** The same of single tables. */
  public static final Section TABLE_SECTION =
      Section.optional(
          "bookmark",
          "As bookmark of the source, for these tables. They are not captured.",
          OWN_COLUMN,
          OWN_LAG,
          OWN_COMPARE,
          OWN_ZONE);

  private static <T> Option<T> inherited(Option<T> option) {
    return option.inheriting(INHERITED, "As in bookmark of the source.");
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What is said of all tables of a source. */
  public static BookmarkConfig of(Values bookmark) {
    return new BookmarkConfig(
        named(bookmark.find(COLUMN)).orElse(null),
        bookmark.find(LAG_BEHIND).orElse(null),
        bookmark.value(COMPARE),
        bookmark.value(TIME_ZONE));
  }

  /** What is said of single tables, as a change to what their source says. */
  public static UnaryOperator<BookmarkConfig> ofTable(Values bookmark) {
    return base ->
        new BookmarkConfig(
            bookmark.find(OWN_COLUMN).isPresent()
                ? named(bookmark.find(OWN_COLUMN)).orElse(null)
                : base.column(),
            bookmark.find(OWN_LAG).orElse(base.lag()),
            bookmark.find(OWN_COMPARE).orElse(base.comparison()),
            bookmark.find(OWN_ZONE).orElse(base.zone()));
  }

  private static Optional<String> named(Optional<String> column) {
    return column.filter(name -> !name.equals(NO_COLUMN));
  }

  /** True if a column is named, here or for single tables. */
  public static boolean isNamed(Values bookmark) {
    return named(bookmark.find(COLUMN)).or(() -> named(bookmark.find(OWN_COLUMN))).isPresent();
  }

  /** Reports that rows of the source's kind of database are not read so. */
  public static void refuse(Values bookmark, String why) {
    bookmark.report(bookmark.isGiven(OWN_COLUMN) ? OWN_COLUMN : COLUMN, why);
  }

  public boolean isSet() {
    return column != null;
  }
}
