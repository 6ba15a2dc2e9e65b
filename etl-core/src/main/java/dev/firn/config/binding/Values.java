package dev.firn.config.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said in one section, each value of the type of its option.
 *
 * <p>Complete only once all problems have been thrown: until then a value may be missing because it
 * was reported, or because nobody asked for the variable it comes from.
 */
public final class Values {

  private final YamlEntry entry;
  private final Problems problems;
  private final Map<Option<?>, YamlEntry> given = new LinkedHashMap<>();
  private final Map<Option<?>, Object> values = new LinkedHashMap<>();
  private final Map<Section, YamlEntry> givenSections = new LinkedHashMap<>();
  private final Map<Section, Values> sections = new LinkedHashMap<>();
  private final Map<String, Values> named = new LinkedHashMap<>();
  private final Map<String, YamlEntry> givenProperties = new LinkedHashMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();

  public Values(YamlEntry entry, Problems problems) {
    this.entry = entry;
    this.problems = problems;
  }

  YamlEntry entry() {
    return entry;
  }

  /** The value, or the default of its option. */
  public <T> T value(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new IllegalStateException(option.key() + " was never checked"));
  }

  @SuppressWarnings("unchecked")
  public <T> Optional<T> find(Option<T> option) {
    return isGiven(option) ? Optional.ofNullable((T) values.get(option)) : option.findDefault();
  }

  public boolean isGiven(Option<?> option) {
    return given.containsKey(option);
  }

  /**
   * True if something is said that nobody has looked up, as of a source that is not asked for: what
   * depends on it cannot be judged.
   */
  public boolean isUnknown(Option<?> option) {
    return isGiven(option) && !values.containsKey(option);
  }

  public boolean isGiven(Section section) {
    return givenSections.containsKey(section);
  }

  public Optional<Values> find(Section section) {
    return Optional.ofNullable(sections.get(section));
  }

  /** The values of the section, all of them defaults if it is missing. */
  public Values in(Section section) {
    return find(section).orElseGet(() -> new Values(entry, problems));
  }

  /** The entries of a free-form section. */
  public Map<String, String> properties() {
    return properties;
  }

  /** The entries of a section whose keys are names, in the order of the file. */
  public Map<String, Values> named() {
    return named;
  }

  /** What is written for an option, if anything. */
  public Optional<Written> findWritten(Option<?> option) {
    return Optional.ofNullable(given.get(option)).map(at -> Written.of(at, option.isSecret()));
  }

  /**
   * The text of an option as people would write it, with what its placeholders stand for; empty if
   * they stand for nothing.
   */
  public Optional<String> findText(Option<?> option, SecretResolver resolver) {
    boolean isList = Optional.ofNullable(given.get(option)).filter(YamlEntry::isList).isPresent();
    return texts(option, resolver).map(texts -> YamlText.of(texts, isList));
  }

  /** The same as JSON has it; for an option that {@link #fits}. */
  public Optional<Object> findJson(Option<?> option, SecretResolver resolver) {
    return texts(option, resolver).map(texts -> option.type().json(String.join(", ", texts)));
  }

  /** True if what placeholders of an option stand for is of its type. */
  public boolean fits(Option<?> option, SecretResolver resolver) {
    return texts(option, resolver)
        .filter(texts -> option.type().fits(String.join(", ", texts)))
        .isPresent();
  }

  private Optional<List<String>> texts(Option<?> option, SecretResolver resolver) {
    YamlEntry at = given.get(option);
    if (at == null) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (String text : at.texts()) {
      Optional<String> found = ValueTemplate.parse(text).findText(resolver, problem -> {});
      if (found.isEmpty()) {
        return Optional.empty();
      }
      texts.add(found.get());
    }
    return Optional.of(texts);
  }

  /** What is written for the entries of a free-form section, all of them as secrets. */
  public Map<String, Written> writtenProperties() {
    Map<String, Written> written = new LinkedHashMap<>();
    givenProperties.forEach((key, at) -> written.put(key, Written.of(at, true)));
    return written;
  }

  /**
   * These values, and where they say nothing, those of a layer below. Of names and properties the
   * upper ones come first.
   */
  public Values over(Values lower) {
    Values merged = new Values(entry, problems);
    merged.putAll(this);
    lower.given.forEach(
        (option, at) -> {
          if (merged.given.putIfAbsent(option, at) == null && lower.values.containsKey(option)) {
            merged.values.put(option, lower.values.get(option));
          }
        });
    lower.givenSections.forEach(merged.givenSections::putIfAbsent);
    lower.sections.forEach(
        (section, values) -> merged.sections.merge(section, values, Values::over));
    lower.named.forEach((name, values) -> merged.named.merge(name, values, Values::over));
    lower.givenProperties.forEach(
        (key, at) -> {
          if (merged.givenProperties.putIfAbsent(key, at) == null
              && lower.properties.containsKey(key)) {
            merged.properties.put(key, lower.properties.get(key));
          }
        });
    return merged;
  }

  private void putAll(Values other) {
    given.putAll(other.given);
    values.putAll(other.values);
    givenSections.putAll(other.givenSections);
    sections.putAll(other.sections);
    named.putAll(other.named);
    givenProperties.putAll(other.givenProperties);
    properties.putAll(other.properties);
  }

  /** Looks up what placeholders stand for, and reports those that stand for nothing. */
  public void resolve(SecretResolver resolver) {
    ValueReader reader = new ValueReader(problems, resolver);
    given.forEach(
        (option, at) -> {
          if (Written.of(at, false).hasPlaceholders()) {
            reader.find(option.type(), at).ifPresent(value -> values.put(option, value));
          }
        });
    givenProperties.forEach(
        (key, at) -> {
          if (Written.of(at, true).hasPlaceholders()) {
            reader.find(ValueType.TEXT, at).ifPresent(value -> properties.put(key, value));
          }
        });
    sections.values().forEach(nested -> nested.resolve(resolver));
    named.values().forEach(nested -> nested.resolve(resolver));
  }

  /** The same of these options alone, for those who need nothing else, least of all secrets. */
  public void resolve(SecretResolver resolver, List<Option<?>> options) {
    ValueReader reader = new ValueReader(problems, resolver);
    for (Option<?> option : options) {
      YamlEntry at = given.get(option);
      if (at != null && Written.of(at, false).hasPlaceholders()) {
        reader.find(option.type(), at).ifPresent(value -> values.put(option, value));
      }
    }
  }

  /** Reports what must be there and is not. */
  public void requireComplete(Section section) {
    for (Option<?> option : section.options()) {
      if (option.isRequired() && !isGiven(option)) {
        reportMissing(option.key(), "missing, expected " + option.type().expectation());
      }
    }
    for (Section nested : section.sections()) {
      if (section.kind() == Section.Kind.NAMED) {
        named.values().forEach(each -> each.requireComplete(nested));
      } else if (nested.kind() == Section.Kind.REQUIRED && !isGiven(nested)) {
        reportMissing(nested.key(), "missing, expected " + nested.describe());
      } else {
        find(nested).ifPresent(inner -> inner.requireComplete(nested));
      }
    }
  }

  /** Reports what is wrong with an option, or with its absence. */
  public void report(Option<?> option, String message) {
    YamlEntry at = given.get(option);
    if (at == null) {
      reportMissing(option.key(), message);
    } else {
      problems.add(at.place(), at.path(), message);
    }
  }

  void reportMissing(String key, String message) {
    problems.add(entry.place(), entry.path() + "." + key, message);
  }

  /** Reports what is wrong with an entry of a free-form section, if it is there. */
  public void reportProperty(String key, String message) {
    YamlEntry at = givenProperties.get(key);
    if (at != null) {
      problems.add(at.place(), at.path(), message);
    }
  }

  /** Notes that the key is there, and says whether it is so for the first time. */
  boolean isNew(Option<?> option, YamlEntry found) {
    YamlEntry first = given.putIfAbsent(option, found);
    if (first != null) {
      problems.add(
          found.place(),
          found.path(),
          "means the same as " + first.key() + ", given at " + first.place() + ". Keep one");
    }
    return first == null;
  }

  void put(Option<?> option, Object value) {
    values.put(option, value);
  }

  void put(Section section, YamlEntry found, Optional<Values> nested) {
    givenSections.put(section, found);
    nested.ifPresent(read -> sections.put(section, read));
  }

  void putNamed(String name, Values values) {
    named.put(name, values);
  }

  void putProperty(YamlEntry found, Optional<String> value) {
    givenProperties.put(found.key(), found);
    value.ifPresent(text -> properties.put(found.key(), text));
  }
}
