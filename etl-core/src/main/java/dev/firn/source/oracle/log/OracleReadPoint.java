package dev.firn.source.oracle.log;

import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import java.math.BigInteger;
import java.time.Instant;

/**
 * The system change number that every statement of a load names.
 *
 * <p>Whether it has seen a change is decided by the SCN of its commit alone: a transaction may
 * write before the read point and commit after it.
 */
public record OracleReadPoint(OracleScn position, Instant takenAt) implements ReadPoint {

  private static final String MARK = "scn:";

  static boolean wrote(String text) {
    return text.startsWith(MARK);
  }

  @Override
  public boolean hasSeen(LogPlace place) {
    return place.namesCommit()
        && new BigInteger(Long.toUnsignedString(place.committed())).compareTo(position.number())
            <= 0;
  }

  @Override
  public boolean knowsOf(LogPlace place) {
    return place.namesCommit();
  }

  @Override
  public String seen() {
    return "";
  }

  @Override
  public String text() {
    return MARK + position.text() + " " + takenAt;
  }

  /**
   * @throws IllegalArgumentException if the text is not what {@link #text()} writes
   */
  public static OracleReadPoint parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 2 || !wrote(text)) {
      throw new IllegalArgumentException("Cannot read \"" + text + "\" as a read point");
    }
    return new OracleReadPoint(
        OracleScn.parse(parts[0].substring(MARK.length())), Instant.parse(parts[1]));
  }
}
