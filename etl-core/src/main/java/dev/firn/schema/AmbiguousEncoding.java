package dev.firn.schema;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A way in which Debezium sends values in the form of others. Only the source can tell the two
 * apart.
 */
public interface AmbiguousEncoding extends Serializable {

  /** True of the value that is sent as another; SQL in which {@code %s} stands for the column. */
  String condition();

  /** What the source is to tell of it; SQL of the same kind. */
  String shown();

  /** The value and how it is sent, for people. */
  String description();

  /** What rows often hold that makes the stream ask, for people; null if hardly any does. */
  @Nullable String frequentForm();

  /** What makes the question about the whole table needless, for people. */
  String remedy(String column);

  /**
   * The value that was meant.
   *
   * @param told what the source has said of the row as {@link #shown} asks it
   * @return what was sent, if that is not how the other would have come; null if the lake has no
   *     place for the other
   */
  @Nullable Object corrected(Object sent, String told);
}
