package dev.firn.source.oracle.log;

import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourcePosition;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The system change number that every statement of a load names.
 *
 * <p>Whether it has seen a change is decided by the SCN of its commit alone: a transaction may
 * write before the read point and commit after it.
 *
 * @param since where the connector had begun that sends what came later, before which no
 *     transaction was open any more; null if the load did not know of one
 */
public record OracleReadPoint(OracleScn position, Instant takenAt, @Nullable OracleScn since)
    implements ReadPoint {

  private static final String MARK = "scn:";
  private static final String SINCE = "since:";

  /** Of a load that nothing follows. */
  public OracleReadPoint(OracleScn position, Instant takenAt) {
    this(position, takenAt, null);
  }

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
  public boolean isFollowed() {
    return since != null;
  }

  @Override
  public boolean isFollowedSince(SourcePosition begun) {
    return begun.equals(since);
  }

  @Override
  public String seen() {
    return "";
  }

  @Override
  public String text() {
    String text = MARK + position.text() + " " + takenAt;
    return since == null ? text : text + " " + SINCE + since.text();
  }

  /**
   * @throws IllegalArgumentException if the text is not what {@link #text()} writes
   */
  public static OracleReadPoint parse(String text) {
    String[] parts = text.split(" ", -1);
    boolean isFollowed = parts.length == 3 && parts[2].startsWith(SINCE);
    if (!wrote(text) || (parts.length != 2 && !isFollowed)) {
      throw new IllegalArgumentException("Cannot read \"" + text + "\" as a read point");
    }
    return new OracleReadPoint(
        OracleScn.parse(parts[0].substring(MARK.length())),
        Instant.parse(parts[1]),
        isFollowed ? OracleScn.parse(parts[2].substring(SINCE.length())) : null);
  }
}
