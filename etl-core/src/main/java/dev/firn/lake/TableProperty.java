package dev.firn.lake;

import java.util.List;

/**
 * What Firn keeps in the properties of its lake tables; {@link TableState} reads it. What of it a
 * load ends is in {@link #ENDED_BY_LOAD}, and nowhere else.
 */
public final class TableProperty {

  /** How every source column is carried; a table without it is not ours. */
  public static final String CONTRACT = "firn.contract";

  /** The source whose table it is, by its name in the configuration. */
  public static final String SOURCE = "firn.source";

  /** The instant of the source's history that the last load read. */
  public static final String READ_POINT = "firn.read-point";

  /** The run of the bulk load that published the table last. */
  public static final String LOAD_RUN = "firn.load.run";

  /** Which snapshot Firn has published last; {@link LastPublication} says why. */
  static final String PUBLISHED = "firn.published";

  /**
   * In place of a value, that the property is to be removed. No database has a text with this
   * character, and an empty text is a value: a default can be one.
   */
  public static final String REMOVED = "\0";

  /** Why changes that the table needs are in no stream any more, as a clause. */
  public static final String GAP = "firn.gap";

  /**
   * What was altered of the table before anybody had looked at it, and by which transaction: nobody
   * knows what events from before mean.
   */
  public static final String ALTERED = "firn.altered";

  /** Why a connector was told to leave the table out, as a clause; its changes do not come then. */
  public static final String UNFOLLOWED = "firn.unfollowed";

  /** The names that source columns had before, for events that were written before. */
  public static final String FORMER_NAMES = "firn.former-names";

  /** The names of columns that were dropped: in later events they are of other columns. */
  public static final String DROPPED_NAMES = "firn.dropped-names";

  /** Columns that were added and whose older rows still have to be given the default. */
  public static final String BACKFILL_PREFIX = "firn.backfill.";

  /** Columns with another type, and the columns whose values older rows still have to be given. */
  public static final String COPY_PREFIX = "firn.copy.";

  /** Columns of which a stream has left values out for a time, so that rows may lack them. */
  public static final String LEFT_OUT_PREFIX = "firn.left-out.";

  /** By which choices of the operator the table may have rows that its source has not. */
  public static final String LENIENCY = "firn.leniency";

  /** The shapes that are level with this table, and were followed in every commit since. */
  public static final String SHAPES = "firn.shapes";

  /** Which shape of another table this one is; it has no contract of its own. */
  public static final String SHAPE = "firn.shape";

  /** Of a shape, by which contract it has its columns. */
  public static final String SHAPE_CONTRACT = "firn.shape.contract";

  /** Of a shape, the numbers of its mirror's columns, and what they are called in the shape. */
  public static final String SHAPE_COLUMNS = "firn.shape.columns";

  /** Of a shape, columns that came later and whose older versions still have to be given values. */
  public static final String SHAPE_FILL_PREFIX = "firn.shape.fill.";

  /** How far the table was read by its bookmark; with the rows of which it speaks. */
  public static final String BOOKMARK = "firn.bookmark";

  static final String LEDGER_PREFIX = "firn.ledger.";

  private static final String BEGUN_PREFIX = "firn.begun.";
  private static final String DEAD_LETTERS_PREFIX = "firn.dead-letters.";
  private static final String RETRIED_PREFIX = "firn.retried.";

  /**
   * What speaks of the rows and columns that a load replaces, so that nothing of it is true of what
   * it puts in their place:
   *
   * <ul>
   *   <li>ledgers; the load sets those again of which its rows are known to hold everything,
   *       without the places in the source's log, which may be another server's by now
   *   <li>columns to be filled or copied: the rows have their values from the source
   *   <li>former names: who has renamed a column had the table for himself, so that the load has
   *       seen every event with the name, and the source may have given it to another column; the
   *       same of dropped names
   *   <li>what was altered before a first look: the load has looked
   *   <li>gaps, and times in which nothing was sent: what was missing is in the rows
   *   <li>what the operator has let a stream leave out or leave in: the rows are the source's
   *   <li>how far it was read by its bookmark: the load says that anew, of its own rows
   *   <li>retried letters: what the retry has changed may not be in the rows
   *   <li>which shapes are level: they are of other rows
   * </ul>
   *
   * <p>What is not of the rows stays: the letters that nobody has looked for yet, or they would be
   * lost, and what Kafka no longer had before the load, which is in its rows.
   */
  private static final List<String> ENDED_BY_LOAD =
      List.of(
          LEDGER_PREFIX,
          BACKFILL_PREFIX,
          COPY_PREFIX,
          FORMER_NAMES,
          DROPPED_NAMES,
          ALTERED,
          GAP,
          UNFOLLOWED,
          LEFT_OUT_PREFIX,
          LENIENCY,
          BOOKMARK,
          RETRIED_PREFIX,
          SHAPES);

  private TableProperty() {}

  /** True if what the property says is not true of the rows that a load puts into the table. */
  static boolean isEndedByLoad(String name) {
    return ENDED_BY_LOAD.stream().anyMatch(name::startsWith);
  }

  /** What of a stream the table holds; also in the summaries of the snapshots. */
  public static String ledger(String stream) {
    return LEDGER_PREFIX + stream;
  }

  /**
   * From where on the table needs the events of a stream, because what Kafka had lost before is not
   * missing.
   */
  public static String begun(String stream) {
    return BEGUN_PREFIX + stream;
  }

  /** Where the dead letters of the last batch are, as long as nobody has to look for them there. */
  public static String deadLetters(String stream) {
    return DEAD_LETTERS_PREFIX + stream;
  }

  /** Dead letters whose retry is in the table and may not be noted elsewhere. */
  public static String retried(String stream) {
    return RETRIED_PREFIX + stream;
  }
}
