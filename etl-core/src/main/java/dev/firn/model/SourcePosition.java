package dev.firn.model;

import java.io.Serializable;

/** A point in the source database's log. */
public sealed interface SourcePosition extends Serializable permits OracleScn, PostgresLsn {

  /**
   * True if the source wrote this position later than the other.
   *
   * @throws IllegalArgumentException if the other position is of another kind of database
   */
  boolean isAfter(SourcePosition other);

  /** The position as the database itself writes it. */
  String text();
}
