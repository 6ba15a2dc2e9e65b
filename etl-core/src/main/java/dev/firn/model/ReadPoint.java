package dev.firn.model;

import java.io.Serializable;
import java.time.Instant;

/**
 * The instant in the source's history that a bulk load reads, the same for all its tables.
 *
 * @param position no transaction that the load sees committed after this position
 * @param visible which transactions the load sees
 */
public record ReadPoint(PostgresLsn position, VisibleTransactions visible, Instant takenAt)
    implements Serializable {

  /** One line from which {@link #parse} makes the read point again. */
  public String text() {
    return position.text() + " " + visible.text() + " " + takenAt;
  }

  /**
   * Reads a read point as it is stored.
   *
   * @throws IllegalArgumentException if the text is not what {@link #text()} writes
   */
  public static ReadPoint parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("Cannot read \"" + text + "\" as a read point");
    }
    return new ReadPoint(
        PostgresLsn.parse(parts[0]), VisibleTransactions.parse(parts[1]), Instant.parse(parts[2]));
  }
}
