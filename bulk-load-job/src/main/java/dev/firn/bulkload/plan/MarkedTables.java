package dev.firn.bulkload.plan;

import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.bulkload.plan.MarkedRead.Kind;
import dev.firn.config.bookmark.BookmarkConfig;
import dev.firn.error.CoreErrors;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.schema.LakeNames;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.source.mark.Mark;
import dev.firn.source.mark.MarkColumn;
import dev.firn.source.mark.MarkKind;
import dev.firn.source.mark.SourceMarks;
import dev.firn.status.BookmarkStates;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how tables are read that have a bookmark. What the lake table says of itself decides;
 * what people read in {@code etl_metadata.cdc_state} is asked for their wishes alone.
 */
final class MarkedTables {

  private static final Logger LOG = LoggerFactory.getLogger(MarkedTables.class);

  private final SourceDatabase database;
  private final BulkLoadRequest request;
  private final Clock clock;
  private final Once<Set<String>> wished;

  MarkedTables(SourceDatabase database, LakeTables lake, BulkLoadRequest request, Clock clock) {
    this.database = database;
    this.request = request;
    this.clock = clock;
    this.wished =
        new Once<>(
            () ->
                new BookmarkStates(
                        lake, request.source().namespace().catalog(), request.source().name())
                    .wished());
  }

  /** How a table is read, and why. */
  record Decision(MarkedRead read, String reason) {}

  boolean has(TableId table) {
    return request.bookmarkOf(table).isSet();
  }

  /**
   * @param mapping by which the table would be loaded now
   * @param differences between that and the contract of the lake table
   * @throws dev.firn.error.UnmappableTableException if its bookmark is of no use
   * @throws dev.firn.error.DriftException if all of it has to be read, and must not be
   */
  Decision decide(
      TableSchema table, TableMapping mapping, Optional<LakeTable> held, List<String> differences) {
    BookmarkConfig config = request.bookmarkOf(table.id());
    MarkColumn column = column(table, mapping, config);
    Mark mark =
        held.flatMap(found -> found.state().findBookmark())
            .filter(found -> found.isOf(column))
            .orElse(null);
    if (request.mode() == LoadMode.BACKFILL || request.loadsAgain()) {
      return decision(config, column, Kind.BACKFILL, mark, "loaded as a whole, as asked");
    }
    String why = whyWhole(table, held, mark, config, differences);
    if (why != null) {
      if (request.mode() == LoadMode.INCREMENTAL) {
        throw BulkLoadErrors.backfillIsNeeded(request.source().name(), table.id(), why);
      }
      return decision(config, column, Kind.BACKFILL, mark, "loaded as a whole, because " + why);
    }
    if (mark == null || mark.from() == null) {
      return decision(
          config,
          column,
          Kind.COMPARE,
          mark,
          "compared as a whole, because transactions were open at its last read of which nobody knows"
              + " when they began");
    }
    if (request.onlyDifferences()) {
      return decision(config, column, Kind.COMPARE, mark, "compared as a whole, as asked");
    }
    if (config.comparison().isDue(mark.comparedAt(), clock.instant())) {
      return decision(
          config,
          column,
          Kind.COMPARE,
          mark,
          "compared as a whole, as compare: %s asks for; last at %s"
              .formatted(config.comparison(), mark.comparedAt()));
    }
    return decision(
        config,
        column,
        Kind.INCREMENT,
        mark,
        "what was written since %s %s".formatted(column.name(), mark.from()));
  }

  private static Decision decision(
      BookmarkConfig config, MarkColumn column, Kind kind, @Nullable Mark mark, String reason) {
    return new Decision(new MarkedRead(config, column, kind, mark), reason);
  }

  private MarkColumn column(TableSchema table, TableMapping mapping, BookmarkConfig config) {
    String name = String.valueOf(config.column());
    if (!mapping.canNameRows()) {
      throw CoreErrors.bookmarkCannotBeUsed(
          table.id(),
          "it has no key by which rows are found in the lake, so that what is read again would be"
              + " there twice; give it a primary key, or load it without a bookmark by --no-resume");
    }
    SourceMarks.Found found =
        database
            .marks()
            .map(marks -> marks.find(table, name))
            .orElseGet(
                () -> SourceMarks.Found.refused("its database does not tell of open transactions"));
    MarkColumn column = found.column();
    if (column == null) {
      throw CoreErrors.bookmarkCannotBeUsed(table.id(), found.refusal());
    }
    requireFitting(table.id(), column, config);
    if (column.nullable()) {
      LOG.warn(
          "{}: rows without a value in bookmark {} are read in each run; make it NOT NULL",
          table.id(),
          name);
    }
    if (column.index() != null) {
      LOG.warn(
          "{}: no index leads with bookmark {}, so each run reads the whole table at the server: {}",
          table.id(),
          name,
          column.index());
    }
    return column;
  }

  private static void requireFitting(TableId table, MarkColumn column, BookmarkConfig config) {
    if (config.lag() == null) {
      return;
    }
    if (column.kind().isTime() && config.lag().time() == null) {
      throw CoreErrors.bookmarkCannotBeUsed(
          table,
          "lag is a number, and bookmark \"" + column.name() + "\" has times: give a duration");
    }
    if (column.kind() == MarkKind.NUMBER && config.lag().time() != null) {
      throw CoreErrors.bookmarkCannotBeUsed(
          table,
          "lag is a duration, and bookmark \"" + column.name() + "\" has numbers: give a number");
    }
  }

  /** Why what the lake has cannot be gone on with; null if it can. */
  private @Nullable String whyWhole(
      TableSchema table,
      Optional<LakeTable> held,
      @Nullable Mark mark,
      BookmarkConfig config,
      List<String> differences) {
    if (held.isEmpty()) {
      return "the lake does not have it";
    }
    LakeTable found = held.get();
    if (wished.answer().contains(LakeNames.table(table.id().name()))) {
      return "backfill is true in etl_metadata.cdc_state";
    }
    TableMapping contract =
        found.state().findContract().filter(of -> of.source().equals(table.id())).orElse(null);
    if (contract == null || mark == null) {
      return "it was not read by bookmark " + config.column() + " before";
    }
    if (!differences.isEmpty()) {
      return "its contract changes: " + String.join("; ", differences);
    }
    if (!isSame(contract.identity(), table.identity()) || isPutBack(mark, table.identity())) {
      return "the source has another table of the name, or was put back";
    }
    if (found.isSetBack()) {
      return "somebody has rolled the lake table back, or replaced it";
    }
    if (found.state().findGap().isPresent()) {
      return found.state().findGap().get();
    }
    return found.state().backfills().isEmpty() && found.state().copies().isEmpty()
        ? null
        : "columns are not filled in all older rows yet";
  }

  /** The contract is as old as the last load, and the server may have been put back since. */
  private static boolean isPutBack(Mark mark, @Nullable TableIdentity now) {
    return now != null && mark.transaction() >= 0 && now.horizon() < mark.transaction();
  }

  private static boolean isSame(@Nullable TableIdentity then, @Nullable TableIdentity now) {
    return then == null
        || now == null
        || (then.object() == now.object() && then.mayBeOnServerOf(now) && !then.wasPutBackIn(now));
  }
}
