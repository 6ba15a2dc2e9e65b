package dev.firn.config.binding;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a file says in one section, each value of the type of its option.
 *
 * <p>Complete only once all problems have been thrown: until then a value may be missing because it
 * was reported, or because nobody asked for the variable it comes from.
 */
public final class Values {

  private final YamlEntry entry;
  private final Problems problems;
  private final Map<Option<?>, YamlEntry> given = new HashMap<>();
  private final Map<Option<?>, Object> values = new HashMap<>();
  private final Map<Section, YamlEntry> givenSections = new HashMap<>();
  private final Map<Section, Values> sections = new HashMap<>();
  private final Map<String, Values> named = new LinkedHashMap<>();
  private final Map<String, YamlEntry> givenProperties = new HashMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();

  public Values(YamlEntry entry, Problems problems) {
    this.entry = entry;
    this.problems = problems;
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
      String firstPlace = problems.nameOf(first.place());
      problems.add(
          found.place(),
          found.path(),
          "means the same as " + first.key() + ", given at " + firstPlace + ". Keep one");
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
