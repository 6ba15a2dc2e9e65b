package dev.firn.model;

import java.io.Serializable;
import java.time.Instant;

/** The instant in the source's history that a bulk load reads, the same for all its tables. */
public interface ReadPoint extends Serializable {

  /** Nothing that the load sees was committed after this position. */
  SourcePosition position();

  Instant takenAt();

  /** True if the load has read what the event at this place has written. */
  boolean hasSeen(LogPlace place);

  /** True if the event at this place says enough for {@link #hasSeen} to know it. */
  boolean knowsOf(LogPlace place);

  /**
   * True if the load knew that what sends changes had begun before it, or had it begin itself;
   * otherwise changes may be missing behind it.
   */
  default boolean isFollowed() {
    return true;
  }

  /**
   * False if what sends changes now is another than the load knew of.
   *
   * @param begun where that has begun
   */
  default boolean isFollowedSince(SourcePosition begun) {
    return true;
  }

  /** What decides beside the position what the load sees, for people; empty if nothing does. */
  String seen();

  /** One line from which {@link SourceLog#parseReadPoint} makes the read point again. */
  String text();
}
