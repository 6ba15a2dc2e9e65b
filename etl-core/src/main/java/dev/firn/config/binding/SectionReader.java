package dev.firn.config.binding;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a mapping as its section describes it, and reports everything that does not fit. */
public final class SectionReader {

  private final Problems problems;
  private final @Nullable SecretResolver resolver;

  /**
   * @param resolver without one, placeholders are checked for their form only
   */
  public SectionReader(Problems problems, @Nullable SecretResolver resolver) {
    this.problems = problems;
    this.resolver = resolver;
  }

  /** The values, or nothing if the entry is reported as no mapping. */
  public Optional<Values> find(Section section, YamlEntry entry) {
    return entry
        .findEntries(describe(section), problems)
        .map(entries -> read(section, entry, entries));
  }

  private Values read(Section section, YamlEntry entry, List<YamlEntry> entries) {
    Values values = new Values(entry, problems);
    for (YamlEntry child : entries) {
      if (section.kind() == Section.Kind.FREE_FORM) {
        values.putProperty(child, find(ValueType.TEXT, child));
      } else if (section.kind() == Section.Kind.NAMED) {
        find(section.sections().get(0), child)
            .ifPresent(named -> values.putNamed(child.key(), named));
      } else {
        readKey(section, child, values);
      }
    }
    reportMissing(section, values);
    return values;
  }

  private void readKey(Section section, YamlEntry child, Values values) {
    Optional<Option<?>> option = section.findOption(child.key());
    Optional<Section> nested = section.findSection(child.key());
    if (option.isPresent()) {
      if (values.isNew(option.get(), child)) {
        find(option.get().type(), child).ifPresent(value -> values.put(option.get(), value));
      }
    } else if (nested.isPresent()) {
      values.put(nested.get(), child, find(nested.get(), child));
    } else {
      reportUnknown(section, child);
    }
  }

  /** What follows a colon may be a password whose blank was forgotten, so it is not repeated. */
  private void reportUnknown(Section section, YamlEntry child) {
    int colon = child.key().indexOf(':');
    if (colon < 0) {
      problems.add(child.place(), child.path(), section.describeUnknown(child.key()));
    } else {
      int hidden = child.key().length() - colon;
      String path = child.path().substring(0, child.path().length() - hidden);
      problems.add(child.place(), path, "a blank is missing after the colon");
    }
  }

  private void reportMissing(Section section, Values values) {
    for (Option<?> option : section.options()) {
      if (option.isRequired() && !values.isGiven(option)) {
        values.reportMissing(option.key(), "missing, expected " + option.type().expectation());
      }
    }
    for (Section nested : section.sections()) {
      if (nested.kind() == Section.Kind.REQUIRED && !values.isGiven(nested)) {
        values.reportMissing(nested.key(), "missing, expected " + describe(nested));
      }
    }
  }

  private static String describe(Section section) {
    if (section.kind() == Section.Kind.NAMED) {
      return "a mapping of names to mappings";
    }
    return section.kind() == Section.Kind.FREE_FORM
        ? "a mapping of keys to values"
        : "a mapping with keys of [" + String.join(", ", section.keys()) + "]";
  }

  private <T> Optional<T> find(ValueType<T> type, YamlEntry entry) {
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
