package dev.firn.config.binding;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/**
 * Where a key or a value stands.
 *
 * @param where the file as the user would type it, or what else has said it
 * @param line counted from 1; 0 if it stands in no file
 */
public record Place(String where, int line, int column) implements Comparable<Place> {

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::isInFile, Comparator.reverseOrder())
          .thenComparing(Place::where)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  /** The place of what a file says nothing about. */
  public static Place startOf(String file) {
    return new Place(file, 1, 1);
  }

  /**
   * @param what says it, such as a variable of the environment
   */
  public static Place outside(String what) {
    return new Place(what, 0, 0);
  }

  /** Another place of the same file; this one if there is no mark. */
  Place at(@Nullable Mark mark) {
    return mark == null ? this : new Place(where, mark.getLine() + 1, mark.getColumn() + 1);
  }

  public boolean isInFile() {
    return line > 0;
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return isInFile() ? where + ":" + line + ":" + column : where;
  }
}
