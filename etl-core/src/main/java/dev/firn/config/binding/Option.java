package dev.firn.config.binding;

import java.util.List;
import java.util.Optional;

/**
 * One key of a section: what it holds, what applies without it, and what it is for.
 *
 * @param aliases other keys that mean the same
 * @param doc one or two sentences for people; the templates and docs/CONFIGURATION.md repeat it
 */
public record Option<T>(
    String key, List<String> aliases, ValueType<T> type, Default fallback, String doc) {

  /** What applies when a key is missing, in the words in which one would write or explain it. */
  public record Default(Kind kind, String text) {

    /** Whether something applies, and how it is found. */
    public enum Kind {
      /** Nothing applies, the key must be there. */
      REQUIRED,
      /** The text, read as a value. */
      VALUE,
      /** What the text explains. */
      RULE
    }
  }

  public static <T> Option<T> required(String key, ValueType<T> type, String doc) {
    return new Option<>(key, List.of(), type, new Default(Default.Kind.REQUIRED, "required"), doc);
  }

  public static <T> Option<T> optional(String key, ValueType<T> type, String fallback, String doc) {
    return new Option<>(key, List.of(), type, new Default(Default.Kind.VALUE, fallback), doc);
  }

  /**
   * @param rule how the default follows from something else
   */
  public static <T> Option<T> derived(String key, ValueType<T> type, String rule, String doc) {
    return new Option<>(key, List.of(), type, new Default(Default.Kind.RULE, rule), doc);
  }

  public static Option<Integer> integer(String key, int fallback, int atLeast, String doc) {
    ValueType<Integer> type = ValueType.integer(atLeast, Integer.MAX_VALUE);
    return optional(key, type, Integer.toString(fallback), doc);
  }

  public Option<T> alsoKnownAs(String alias) {
    return new Option<>(key, List.of(alias), type, fallback, doc);
  }

  /**
   * The same key below something that may differ from the others.
   *
   * @param rule what applies without it
   */
  public Option<T> inheriting(String rule, String ownDoc) {
    return new Option<>(key, aliases, type, new Default(Default.Kind.RULE, rule), ownDoc);
  }

  public boolean isSecret() {
    return type.isSecret();
  }

  public boolean isRequired() {
    return fallback.kind() == Default.Kind.REQUIRED;
  }

  public Optional<T> findDefault() {
    return fallback.kind() == Default.Kind.VALUE
        ? Optional.of(type.parse(fallback.text()))
        : Optional.empty();
  }
}
