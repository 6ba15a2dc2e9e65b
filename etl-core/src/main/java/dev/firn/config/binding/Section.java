package dev.firn.config.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A mapping of a file and everything that it may hold. */
public record Section(
    String key, Kind kind, List<Option<?>> options, List<Section> sections, String doc) {

  /** Whether a section must be there, and whether its keys are ours. */
  public enum Kind {
    REQUIRED,
    OPTIONAL,
    /** Its keys are not ours, so none is unknown; its values are plain texts. */
    FREE_FORM,
    /** Its keys are names, each of them with the one section that it nests. */
    NAMED
  }

  public static Section required(String key, String doc, Option<?>... options) {
    return new Section(key, Kind.REQUIRED, List.of(options), List.of(), doc);
  }

  public static Section optional(String key, String doc, Option<?>... options) {
    return new Section(key, Kind.OPTIONAL, List.of(options), List.of(), doc);
  }

  public static Section freeForm(String key, String doc) {
    return new Section(key, Kind.FREE_FORM, List.of(), List.of(), doc);
  }

  public static Section named(String key, String doc, Section each) {
    return new Section(key, Kind.NAMED, List.of(), List.of(each), doc);
  }

  public Section with(Section... nested) {
    return new Section(key, kind, options, List.of(nested), doc);
  }

  Optional<Option<?>> findOption(String name) {
    return findOption(name, Setting.Spelling.EXACT);
  }

  /** The option whose key is written so. */
  Optional<Option<?>> findOption(String written, Setting.Spelling spelling) {
    for (Option<?> option : options) {
      if (spelling.matches(option.key(), written)
          || option.aliases().stream().anyMatch(alias -> spelling.matches(alias, written))) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  Optional<Section> findSection(String name) {
    return sections.stream().filter(section -> section.key().equals(name)).findFirst();
  }

  /** Completes the sentence "expected …". */
  String describe() {
    if (kind == Kind.NAMED) {
      return "a mapping of names to mappings";
    }
    return kind == Kind.FREE_FORM
        ? "a mapping of keys to values"
        : "a mapping with keys of [" + String.join(", ", keys()) + "]";
  }

  /** The keys that people should use, in the order of the documentation. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    options.forEach(option -> keys.add(option.key()));
    sections.forEach(section -> keys.add(section.key()));
    return keys;
  }

  /** What to say about a key that is not known here. */
  String describeUnknown(String name) {
    for (Section nested : sections) {
      if (nested.findOption(name).isPresent()) {
        return "unknown key, it belongs below " + nested.key();
      }
    }
    List<String> acceptable = new ArrayList<>(keys());
    options.forEach(option -> acceptable.addAll(option.aliases()));
    String known = "nown keys are [" + String.join(", ", keys()) + "]";
    return Suggestion.find(name, acceptable)
        .map(nearest -> "unknown key, did you mean \"" + nearest + "\"? K" + known)
        .orElse("unknown key, k" + known);
  }
}
