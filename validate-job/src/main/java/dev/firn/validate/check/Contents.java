package dev.firn.validate.check;

import dev.firn.error.CoreErrors;
import dev.firn.model.ReadSplit;
import dev.firn.model.SparkName;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceReader;
import dev.firn.source.digest.DigestKind;
import dev.firn.source.digest.DigestWay;
import dev.firn.source.range.KeyRange;
import dev.firn.source.range.KeyRanges;
import dev.firn.validate.content.ContentComparison;
import dev.firn.validate.content.ContentResult;
import dev.firn.validate.content.Differences;
import dev.firn.validate.content.QuickLook;
import dev.firn.validate.content.RowScan;
import dev.firn.validate.content.RowShape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Do both sides have the same values? */
public final class Contents implements TableCheck {

  private final SparkSession spark;
  private final SourceReader reader;
  private final ReadSession session;
  private final Limits limits;
  private final LaterLook later;

  /**
   * How far it goes.
   *
   * @param splits slices of a table that are read at once
   * @param maxShown keys whose values are told; negative to name columns only
   * @param retry how a slice that was broken off is read again
   * @param range of the rows, by the keys of the contract
   */
  public record Limits(int splits, int maxShown, RetryPolicy retry, KeyRange range) {}

  /**
   * @param later what is done about rows that differ
   */
  public Contents(
      SparkSession spark,
      SourceReader reader,
      ReadSession session,
      Limits limits,
      LaterLook later) {
    this.spark = spark;
    this.reader = reader;
    this.session = session;
    this.limits = limits;
    this.later = later;
  }

  @Override
  public Findings check(CheckedTable table) {
    TableMapping compared = compared(table);
    if (compared.columns().isEmpty()) {
      return Findings.unchecked("no column is the same on both sides");
    }
    String kept = KeptRows.reason(table);
    // What is only in the lake can be right then, which sums do not tell.
    boolean needsKeys = kept != null || later.looksAt(table);
    int maxShown = needsKeys ? Math.max(0, limits.maxShown()) : limits.maxShown();
    List<ReadSplit> splits = splits(table);
    ContentResult result = compare(table, compared, splits, maxShown);
    // Slices of a table that was rearranged meanwhile have lost rows without a word.
    session.assertWhole(compared, splits);
    if (result.isEqual()) {
      return Findings.counted(result.sourceRows(), result.lakeRows());
    }
    boolean isWhole = compared.columns().size() == table.contract().columns().size();
    LaterLook.Seen seen = later.look(table, compared, result.differences(), maxShown, isWhole);
    Findings found = Findings.counted(result.sourceRows(), seen.lakeRows(result));
    if (seen.moving() > 0) {
      found = found.and(Findings.unchecked(moving(seen.moving())));
    }
    return differing(table, result, seen, found.withNotes(seen.notes()))
        .withRepaired(seen.repaired());
  }

  private static String moving(int keys) {
    return String.format(Locale.ROOT, "%,d keys were changed each time they were looked at", keys);
  }

  private static Findings differing(
      CheckedTable table, ContentResult result, LaterLook.Seen seen, Findings found) {
    Differences differences = seen.differences();
    if (seen.isSettled() && differences.complete() && differences.counts().total() == 0) {
      return found;
    }
    String kept = KeptRows.reason(table);
    if (kept != null && isOnlyMore(differences)) {
      return found.withNotes(
          List.of(
              String.format(
                  Locale.ROOT,
                  "%,d rows more in the lake, as %s",
                  differences.counts().extra() + differences.counts().doubled(),
                  kept)));
    }
    List<String> columns =
        differences.columns().isEmpty() && !seen.isSettled()
            ? result.columns()
            : differences.columns();
    return found.withProblem(sentence(result, differences, columns)).with(columns, differences);
  }

  /** A table that was just filled has no statistics. */
  private static long expectedRows(CheckedTable table) {
    return Math.max(table.source().estimatedRows(), table.lake().totalRecords());
  }

  private static boolean isOnlyMore(Differences differences) {
    return differences.complete()
        && differences.counts().missing() == 0
        && differences.counts().changed() == 0;
  }

  private static String sentence(
      ContentResult result, Differences differences, List<String> columns) {
    if (differences.counts().total() > 0) {
      return differences.complete() ? "rows differ" : "rows differ, and more than were looked into";
    }
    if (result.sourceRows() != result.lakeRows()) {
      return RowCounts.sentence(result.sourceRows(), result.lakeRows());
    }
    return columns.isEmpty()
        ? "values have changed places between rows"
        : "values differ in " + String.join(", ", columns);
  }

  /** The columns that both sides have, in the same type, of the table as it is now. */
  private static TableMapping compared(CheckedTable table) {
    TableMapping contract = table.contract();
    List<String> names =
        contract.columns().stream()
            .filter(column -> isAtSource(column, table) && isInLake(column, table))
            .map(ColumnMapping::lakeColumn)
            .toList();
    TableMapping compared = contract.only(names).identifiedBy(table.source().identity());
    return compared.key().size() == contract.key().size()
        ? compared
        : compared.with(compared.columns(), List.of());
  }

  private static boolean isAtSource(ColumnMapping column, CheckedTable table) {
    return table.source().columns().stream()
        .anyMatch(
            there -> there.name().equals(column.column()) && there.type().equals(column.type()));
  }

  private static boolean isInLake(ColumnMapping column, CheckedTable table) {
    return Arrays.stream(table.lake().schema().fields())
        .anyMatch(
            field ->
                field.name().equals(column.lakeColumn())
                    && LakeColumns.isSame(field.dataType(), column.sparkType()));
  }

  private List<ReadSplit> splits(CheckedTable table) {
    List<ReadSplit> splits =
        reader
            .split(List.of(table.source()), limits.splits())
            .getOrDefault(table.source().id(), List.of());
    if (!session.findRearranged(Map.of(table.source().id(), splits)).isEmpty()) {
      throw CoreErrors.tableIsRearranged(table.source().id());
    }
    return limits.range().isAll() ? splits : ranges(table).within(splits, limits.range());
  }

  private KeyRanges ranges(CheckedTable table) {
    return session
        .keyRanges(table.contract())
        .orElseThrow(() -> CoreErrors.tableIsRearranged(table.source().id()));
  }

  /** The same range of the lake's rows; one without a key is as wrong as one before the first. */
  private UnaryOperator<Dataset<Row>> inRange(CheckedTable table) {
    KeyRange range = limits.range();
    if (range.isAll()) {
      return UnaryOperator.identity();
    }
    ColumnMapping by = ranges(table).column();
    return rows -> {
      Column key = functions.col(SparkName.quoted(by.lakeColumn()));
      Dataset<Row> later =
          range.after() == null
              ? rows
              : rows.where(key.gt(functions.lit(range.after()).cast(by.sparkType())));
      if (range.upTo() == null) {
        return later;
      }
      Column isBefore = key.leq(functions.lit(range.upTo()).cast(by.sparkType()));
      return later.where(range.after() == null ? isBefore.or(key.isNull()) : isBefore);
    };
  }

  private ContentResult compare(
      CheckedTable table, TableMapping compared, List<ReadSplit> splits, int maxShown) {
    Column[] columns =
        compared.columns().stream()
            .map(column -> functions.col(SparkName.quoted(column.lakeColumn())))
            .toArray(Column[]::new);
    RowShape shape =
        new RowShape(
            compared.lakeSchema(),
            Arrays.stream(compared.keyOrdinals()).boxed().toList(),
            ThreadLocalRandom.current().nextLong());
    Retry retry = new Retry(limits.retry()).whileTrue(session::isAlive);
    Function<List<ReadSplit>, RowScan> source =
        wanted ->
            RowScan.ofSource(
                spark, session.splitReads(compared, wanted), limits.splits(), table.name(), retry);
    UnaryOperator<Dataset<Row>> range = inRange(table);
    RowScan lake =
        RowScan.ofLake(
            () -> range.apply(table.lake().presentRows(spark)).select(columns),
            table.lake().id().toString());
    long expected = expectedRows(table);
    return session
        .digests(compared, splits, new DigestWay(DigestKind.QUICK, limits.splits(), retry))
        .map(
            digested ->
                new QuickLook(shape, digested, lake, source).compare(splits, expected, maxShown))
        .orElseGet(
            () ->
                new ContentComparison(shape, source.apply(splits), lake)
                    .compare(expected, maxShown));
  }
}
