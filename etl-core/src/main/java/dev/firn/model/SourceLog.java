package dev.firn.model;

import java.io.Serializable;

/** What is to be known of the logs of a kind of database without being connected to one. */
public interface SourceLog extends Serializable {

  /** How a place in the log stands to another, in the order in which the source commits. */
  enum Order {
    BEFORE,

    /** What wrote them is the same; a statement that writes several rows at once does that. */
    SAME,

    AFTER,

    /** Another transaction has written it, and was committed at the same position. */
    BESIDE,

    /** Nothing that the two say tells it. */
    UNKNOWN
  }

  /** Whose logs these are. */
  DatabaseType database();

  /** What people call a position in it, such as LSN. */
  String positionName();

  /** The column of {@code _cdc_status} that holds positions in it. */
  String positionColumn();

  /** How far the log was, as the database writes it; empty if the place does not say it. */
  String text(LogPlace place);

  /** True if the text is a read point of such a log, so that no other kind takes it for its own. */
  boolean wrote(String readPoint);

  /**
   * Reads a read point as it is stored.
   *
   * @throws IllegalArgumentException if the text is not what {@link ReadPoint#text()} writes
   */
  ReadPoint parseReadPoint(String text);

  /**
   * True if the transaction of a place may have written before a look at the source.
   *
   * @param horizon how far the look has seen the source, as {@code TableIdentity} keeps it
   */
  boolean beganBefore(LogPlace place, long horizon);

  /**
   * What tells one order of commits from others, where several servers write into one database and
   * each has a log of its own.
   */
  default long lane(LogPlace place) {
    return 0;
  }

  /** True if a field of Debezium's source block says something of an event's place. */
  boolean placesBy(String field);

  /** True if a field of that block names the database as sources.yaml does. */
  default boolean namesDatabaseBy(String field) {
    return false;
  }

  /**
   * How an event stands to the last one of the same Kafka partition, in whatever order they were
   * sent; never by guess. Those of several lanes are compared by their commits alone.
   */
  Order order(LogPlace event, LogPlace last);

  /**
   * True if the fields of a row come in the order of the numbers by which the source's catalog
   * knows its columns, and one that is added later has a higher number.
   */
  default boolean numbersFields() {
    return true;
  }

  /** For one event. */
  PlaceReader newPlace();

  /** Collects what the fields say of one event's place. */
  interface PlaceReader {

    void number(String field, long value);

    void text(String field, String value);

    LogPlace place();
  }
}
