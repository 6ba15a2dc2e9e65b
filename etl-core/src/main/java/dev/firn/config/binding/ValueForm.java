package dev.firn.config.binding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a value looks like, for those who cannot ask its parser, such as an editor.
 *
 * @param pattern that the text matches, or each element of a list; null for any
 * @param atLeast of a number
 * @param atMost of a number, or null
 * @param choices the only texts, or elements of a list; empty if there are too many to list
 * @param words that are allowed beside
 */
public record ValueForm(
    Kind kind,
    @Nullable String pattern,
    long atLeast,
    @Nullable Long atMost,
    List<String> choices,
    List<String> words) {

  /** What it is. */
  public enum Kind {
    TEXT,
    SECRET,
    INTEGER,
    NUMBER,
    CHOICE,
    LIST
  }

  public ValueForm {
    choices = List.copyOf(choices);
    words = List.copyOf(words);
  }

  static ValueForm of(Kind kind) {
    return new ValueForm(kind, null, 0, null, List.of(), List.of());
  }

  public static ValueForm matching(String pattern) {
    return new ValueForm(Kind.TEXT, pattern, 0, null, List.of(), List.of());
  }

  static ValueForm number(Kind kind, long atLeast, @Nullable Long atMost) {
    return new ValueForm(kind, null, atLeast, atMost, List.of(), List.of());
  }

  static ValueForm choice(Kind kind, List<String> choices) {
    return new ValueForm(kind, null, 0, null, choices, List.of());
  }

  ValueForm or(String word) {
    return new ValueForm(kind, pattern, atLeast, atMost, choices, List.of(word));
  }
}
