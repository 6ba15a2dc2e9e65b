package dev.firn.config.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads values that are said beside the files, as the section describes them. */
public final class SettingReader {

  private final Problems problems;
  private final ValueReader reader;

  public SettingReader(Problems problems) {
    this.problems = problems;
    this.reader = new ValueReader(problems, null);
  }

  /**
   * A layer of the values.
   *
   * @param below what is under it: whose parts have names that are not ours are known from there
   * @param settings their keys begin below the section
   */
  public Values read(Section section, Values below, List<Setting> settings) {
    return read(section, below.entry(), below, settings);
  }

  private Values read(Section section, YamlEntry entry, Values below, List<Setting> settings) {
    Values values = new Values(entry, problems);
    Map<String, List<Setting>> nested = new LinkedHashMap<>();
    for (Setting setting : settings) {
      readOne(section, entry, below, setting, values, nested);
    }
    nested.forEach((key, inner) -> readNested(section, entry, below, key, inner, values));
    return values;
  }

  private void readOne(
      Section section,
      YamlEntry entry,
      Values below,
      Setting setting,
      Values values,
      Map<String, List<Setting>> nested) {
    String first = setting.keys().isEmpty() ? "" : setting.keys().get(0);
    boolean isLast = setting.keys().size() <= 1;
    if (section.kind() == Section.Kind.FREE_FORM) {
      String key = property(setting);
      YamlEntry found = at(entry, key, setting);
      values.putProperty(found, reader.find(ValueType.TEXT, found));
      return;
    }
    List<String> names =
        section.kind() == Section.Kind.NAMED
            ? List.copyOf(below.named().keySet())
            : section.sections().stream().map(Section::key).toList();
    Optional<String> name =
        names.stream().filter(known -> setting.spelling().matches(known, first)).findFirst();
    if (name.isPresent() && !isLast) {
      nested.computeIfAbsent(name.get(), key -> new ArrayList<>()).add(setting.below());
      return;
    }
    if (section.kind() == Section.Kind.NAMED
        && !isLast
        && setting.spelling() == Setting.Spelling.EXACT) {
      nested.computeIfAbsent(first, key -> new ArrayList<>()).add(setting.below());
      return;
    }
    Optional<Option<?>> option =
        isLast ? section.findOption(first, setting.spelling()) : Optional.empty();
    if (option.isPresent()) {
      readOption(option.get(), entry, setting, values);
    } else {
      problems.add(setting.place(), entry.path(), describeUnknown(section, first, names, setting));
    }
  }

  private static String describeUnknown(
      Section section, String first, List<String> names, Setting setting) {
    if (names.stream().anyMatch(name -> setting.spelling().matches(name, first))) {
      return first + " has keys of its own, name one of them";
    }
    if (section.kind() == Section.Kind.NAMED) {
      return "no \"" + first + "\" among [" + String.join(", ", names) + "]";
    }
    String key =
        setting.spelling() == Setting.Spelling.EXACT ? first : first.toLowerCase(Locale.ROOT);
    return "\"" + key + "\": " + section.describeUnknown(key);
  }

  private <T> void readOption(Option<T> option, YamlEntry entry, Setting setting, Values values) {
    YamlEntry found = at(entry, option.key(), setting);
    if (setting.isSeen() && option.isSecret() && !isReference(setting.value())) {
      problems.add(
          found.place(),
          found.path(),
          "a secret, which others can read among the arguments. Give it as ${NAME} in single quotes,"
              + " and export NAME");
    } else if (values.isNew(option, found)) {
      reader.find(option.type(), found).ifPresent(value -> values.put(option, value));
    }
  }

  private static boolean isReference(String value) {
    try {
      return ValueTemplate.parse(value).hasPlaceholders();
    } catch (IllegalArgumentException e) {
      // Reported where it is read, without its text.
      return true;
    }
  }

  private void readNested(
      Section section,
      YamlEntry entry,
      Values below,
      String key,
      List<Setting> inner,
      Values values) {
    YamlEntry at = at(entry, key, inner.get(0));
    if (section.kind() == Section.Kind.NAMED) {
      Values known = below.named().getOrDefault(key, new Values(at, problems));
      values.putNamed(key, read(section.sections().get(0), at, known, inner));
    } else {
      section
          .findSection(key)
          .ifPresent(
              nested ->
                  values.put(nested, at, Optional.of(read(nested, at, below.in(nested), inner))));
    }
  }

  /** Properties of others have dots, which variables cannot have. */
  private static String property(Setting setting) {
    return setting.spelling() == Setting.Spelling.EXACT
        ? String.join(".", setting.keys())
        : setting.keys().stream()
            .map(key -> key.toLowerCase(Locale.ROOT).replace('_', '.'))
            .collect(Collectors.joining("."));
  }

  private static YamlEntry at(YamlEntry above, String key, Setting setting) {
    return YamlEntry.outside(above.path() + "." + key, key, setting.place(), setting.value());
  }
}
