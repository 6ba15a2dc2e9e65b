package dev.firn.model;

import java.io.Serializable;

/** A point in the source database's log; what it is made of only the database knows. */
public interface SourcePosition extends Serializable {

  /** Whose log it is in. */
  DatabaseType database();

  /** What people call such a position, such as LSN. */
  String name();

  /**
   * True if the source wrote this position later than the other.
   *
   * @throws IllegalArgumentException if the other position is of another kind of database
   */
  boolean isAfter(SourcePosition other);

  /** The position as the database itself writes it. */
  String text();
}
