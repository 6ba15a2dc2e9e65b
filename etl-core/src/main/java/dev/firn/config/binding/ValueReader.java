package dev.firn.config.binding;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a single value as its type needs it, and reports what does not fit. */
final class ValueReader {

  private final Problems problems;
  private final @Nullable SecretResolver resolver;

  /**
   * @param resolver without one, placeholders are checked for their form only
   */
  ValueReader(Problems problems, @Nullable SecretResolver resolver) {
    this.problems = problems;
    this.resolver = resolver;
  }

  /** The value; nothing if it is reported, or stands for something that nobody has asked for. */
  <T> Optional<T> find(ValueType<T> type, YamlEntry entry) {
    Optional<String> found =
        type.isList()
            ? entry.findListText(type.expectation(), problems)
            : entry.findText(type.expectation(), problems);
    return found
        .flatMap(text -> findTemplate(text, entry))
        .flatMap(template -> find(type, template, entry));
  }

  private Optional<ValueTemplate> findTemplate(String text, YamlEntry entry) {
    try {
      return Optional.of(ValueTemplate.parse(text));
    } catch (IllegalArgumentException e) {
      problems.add(entry.valuePlace(), entry.path(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private <T> Optional<T> find(ValueType<T> type, ValueTemplate template, YamlEntry entry) {
    if (!template.hasPlaceholders()) {
      String text = template.literals();
      // A URL in the wrong place may hold a password.
      String shown = text.contains("@") ? "a text with \"@\"" : "\"" + text + "\"";
      return parse(type, text, shown + Suggestion.phrase(text, type.choices()), entry);
    }
    if (resolver == null) {
      return Optional.empty();
    }
    return template
        .findText(resolver, problem -> problems.add(entry.valuePlace(), entry.path(), problem))
        .flatMap(text -> parse(type, text, describe(text, template), entry))
        .map(value -> withOrigin(value, template));
  }

  /** A secret remembers its variable, so that files for others can name it instead. */
  @SuppressWarnings("unchecked") // A Secret is replaced by a Secret.
  private static <T> T withOrigin(T value, ValueTemplate template) {
    return value instanceof Secret secret
        ? (T) template.findOnlyVariable().map(secret::from).orElse(secret)
        : value;
  }

  private static String describe(String text, ValueTemplate template) {
    String what = text.isBlank() ? "an empty text from " : "something else from ";
    return what + template.origin();
  }

  private <T> Optional<T> parse(ValueType<T> type, String text, String shown, YamlEntry entry) {
    if (!text.isBlank()) {
      try {
        return Optional.of(type.parse(text));
      } catch (IllegalArgumentException e) {
        // Reported below, where a blank text ends too.
      }
    }
    String message = "expected " + type.expectation() + ", got " + shown;
    problems.add(entry.valuePlace(), entry.path(), message);
    return Optional.empty();
  }
}
