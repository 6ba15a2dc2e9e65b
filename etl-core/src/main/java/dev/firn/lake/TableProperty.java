package dev.firn.lake;

/** What Firn keeps in the properties of its lake tables; {@link TableState} reads it. */
public final class TableProperty {

  /** How every source column is carried; a table without it is not ours. */
  public static final String CONTRACT = "firn.contract";

  /** The instant of the source's history that the last load read. */
  public static final String READ_POINT = "firn.read-point";

  /** The run of the bulk load that published the table last. */
  public static final String LOAD_RUN = "firn.load.run";

  /** The names that source columns had before, for events that were written before. */
  public static final String FORMER_NAMES = "firn.former-names";

  /** Columns that were added and whose older rows still have to be given the default. */
  public static final String BACKFILL_PREFIX = "firn.backfill.";

  /** Columns with another type, and the columns whose values older rows still have to be given. */
  public static final String COPY_PREFIX = "firn.copy.";

  static final String LEDGER_PREFIX = "firn.ledger.";

  private TableProperty() {}

  /** What of a stream the table holds; also in the summaries of the snapshots. */
  public static String ledger(String stream) {
    return LEDGER_PREFIX + stream;
  }

  /**
   * From where on the table needs the events of a stream, because what Kafka had lost before is not
   * missing.
   */
  public static String begun(String stream) {
    return "firn.begun." + stream;
  }

  /** Where the dead letters of the last batch are, as long as nobody has to look for them there. */
  public static String deadLetters(String stream) {
    return "firn.dead-letters." + stream;
  }

  /** Dead letters whose retry is in the table and may not be noted elsewhere. */
  public static String retried(String stream) {
    return "firn.retried." + stream;
  }
}
