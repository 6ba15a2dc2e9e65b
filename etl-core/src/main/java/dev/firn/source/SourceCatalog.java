package dev.firn.source;

import dev.firn.model.Column;
import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableSchema;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What tables a source has, and of which columns. */
public interface SourceCatalog {

  /**
   * The tables of the schema, with views and whatever else can be read, in the order of their
   * names.
   *
   * @param nameLike an SQL LIKE pattern on the name, or null for all
   */
  List<TableSchema> discoverAll(@Nullable String nameLike);

  /** Those whose changes can be captured. */
  default List<TableSchema> discover(@Nullable String nameLike) {
    return discoverAll(nameLike).stream().filter(TableSchema::canBeCaptured).toList();
  }

  /**
   * What the catalog says of some tables at this instant. It does not wait for whoever has locked a
   * table, and takes no longer for tables that it is not asked for.
   *
   * @throws dev.firn.error.UnavailableException if it cannot be asked
   */
  SourceLook look(Collection<TableId> tables);

  /**
   * A server that was promoted in the place of the one that was known.
   *
   * @param at where the log of the one leaves that of the other, for people
   * @param lacks what it has not, or nobody can know that it has, as what is said of it; empty if
   *     it has all that was applied
   */
  record TakeOver(String at, String lacks) {}

  /**
   * Whether the server that is there now has taken over from the one that was known.
   *
   * @param applied the last places in the log of the other of which something is in the table
   * @param loaded where the table was loaded, if that is known
   * @return empty if it has not, so that nothing that was known of the other is true of it
   */
  default Optional<TakeOver> findTakeOver(
      TableIdentity before,
      TableIdentity now,
      Collection<LogPlace> applied,
      @Nullable ReadPoint loaded) {
    return Optional.empty();
  }

  /** True if the server follows another one, so that it may know less than that has shown. */
  boolean isReplica();

  /** The name that a table has now, by its own number; empty if there is none. */
  Optional<TableId> findName(long object);

  /**
   * True if a table or a part of one has rows that a transaction or an earlier one has written, and
   * nobody since. It may read the whole table.
   *
   * @param object the table's or the part's own number
   */
  boolean hasRowsAsOldAs(long object, long transaction);

  /**
   * True if a part of a partitioned table may have had rows before it was made one, of which no
   * event tells. It may read the whole part.
   *
   * @param part its own number
   * @param attached the transaction that made it a part
   */
  boolean mayHaveComeWithRows(long part, long attached);

  /** True if it knows which rows nobody has changed since a transaction. */
  default boolean tellsOldRows() {
    return true;
  }

  /**
   * Which of some rows a transaction or an earlier one has written, and nobody since.
   *
   * @param key the names of the key's columns
   * @param rows the texts of their values, for each row
   * @return their ordinals
   */
  Set<Integer> rowsAsOldAs(
      TableId table, List<String> key, List<List<String>> rows, long transaction);

  /**
   * Why events do not tell all that happens to the rows of a table as it is now, and what to do at
   * the source, as what is said of the table; empty if they do, or if its identity tells it.
   */
  default Optional<String> findUntold(TableSchema table) {
    return Optional.empty();
  }

  /** The table as it is now, if its changes can be captured. */
  Optional<TableSchema> discoverOne(TableId table);

  /** Asks how large numbers are, of one table after the other. */
  NumberMeasure measure();

  /**
   * The names of all columns that the table ever had, in the order in which they were added; an
   * empty one was dropped. A column that is renamed keeps its place.
   */
  List<String> columnHistory(TableId table);

  /** True if it knows a column that has another name now from one that is new. */
  default boolean tellsRenames() {
    return true;
  }

  /** True if to alter a column may write all rows anew, with other values. */
  default boolean altersByWriting() {
    return true;
  }

  /**
   * True if what has altered a column may have given older rows other values, of which no event
   * tells, and left the rows where they were.
   */
  default boolean mayHaveGivenValues(ColumnIdentity before, ColumnIdentity now) {
    return false;
  }

  /**
   * The transaction that dropped a column; empty if the catalog does not say it.
   *
   * @param object the table's own number
   * @param column the column's own number
   */
  OptionalLong droppedBy(long object, int column);

  /**
   * True if a column of which the catalog tells no {@link Column#addedDefault} may have values all
   * the same that no event carries, in rows that are older than the column.
   */
  boolean mayHoldUnsentValues(TableId table, String column);
}
