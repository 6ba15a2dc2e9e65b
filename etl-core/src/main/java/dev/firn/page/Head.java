package dev.firn.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page is about.
 *
 * @param title such as {@code bulk-load of shop}
 * @param verdict in a word or two
 * @param sentence what it comes down to
 * @param ended null while it goes on
 * @param facts what else is to be known first, such as where the rows went
 */
public record Head(
    String title,
    Mood mood,
    String verdict,
    String sentence,
    Instant began,
    @Nullable Instant ended,
    List<Fact> facts,
    List<Figure> figures) {

  public Head {
    facts = List.copyOf(facts);
    figures = List.copyOf(figures);
  }

  /** Something with a name. */
  public record Fact(String name, String value) {}

  /**
   * A number that people look for first.
   *
   * @param note in small letters below; may be empty
   */
  public record Figure(String name, String value, String note) {}
}
