package dev.firn.config.file;

import dev.firn.config.binding.Place;
import dev.firn.config.binding.Problems;
import dev.firn.config.binding.SectionReader;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.config.binding.YamlDocument;
import dev.firn.config.binding.YamlEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a file and that of a profile say, laid over each other key by key. */
final class FileLayers {

  private static final String VERSION = "version";
  private static final String KNOWN_VERSION = "1";

  /** What its sections have in common. */
  static final String DEFAULTS = "defaults";

  private final FileFormat format;
  private final Problems problems;
  private final Map<String, Values> sections = new LinkedHashMap<>();
  private Optional<Values> defaults = Optional.empty();

  FileLayers(FileFormat format, Problems problems) {
    this.format = format;
    this.problems = problems;
  }

  void add(String file, String text) {
    add(file, text, true);
  }

  /** A file that may leave out everything. */
  void addProfile(String file, String text) {
    add(file, text, false);
  }

  private void add(String file, String text, boolean isWhole) {
    String expectation = "the key " + format.rootKey() + " with a mapping below it";
    YamlDocument.find(file, text, expectation, problems)
        .flatMap(root -> root.findEntries(expectation, problems))
        .ifPresent(keys -> addKeys(file, keys, isWhole));
  }

  private void addKeys(String file, List<YamlEntry> keys, boolean isWhole) {
    SectionReader reader = new SectionReader(problems);
    String expectation = "at least one " + format.noun() + ", its name as the key";
    boolean isFound = false;
    for (YamlEntry key : keys) {
      if (key.key().equals(format.rootKey())) {
        isFound = true;
        key.findEntries(expectation, problems)
            .ifPresent(
                below -> {
                  below.forEach(named -> addNamed(reader, named));
                  if (below.isEmpty()) {
                    problems.add(key.valuePlace(), key.path(), "empty, expected " + expectation);
                  }
                });
      } else if (key.key().equals(DEFAULTS)) {
        Optional<Values> found = reader.find(format.section(), key);
        defaults = found.map(upper -> defaults.map(upper::over).orElse(upper)).or(() -> defaults);
      } else if (key.key().equals(VERSION)) {
        checkVersion(key);
      } else {
        problems.add(
            key.place(),
            key.path(),
            "unknown key, expected %s, %s or %s".formatted(format.rootKey(), DEFAULTS, VERSION));
      }
    }
    if (!isFound && isWhole) {
      problems.add(Place.startOf(file), format.rootKey(), "missing, expected " + expectation);
    }
  }

  private void checkVersion(YamlEntry key) {
    if (!key.isText(KNOWN_VERSION)) {
      problems.add(
          key.valuePlace(),
          key.path(),
          "expected " + KNOWN_VERSION + ", the only version that this Firn reads");
    }
  }

  private void addNamed(SectionReader reader, YamlEntry named) {
    try {
      ValueType.NAME.parse(named.key());
    } catch (IllegalArgumentException e) {
      problems.add(named.place(), named.path(), "expected " + ValueType.NAME.expectation());
    }
    reader
        .find(format.section(), named)
        .ifPresent(upper -> sections.merge(named.key(), upper, (lower, over) -> over.over(lower)));
  }

  /** The sections over what they have in common, in the order of the files. */
  Map<String, Values> merge() {
    Map<String, Values> merged = new LinkedHashMap<>();
    sections.forEach(
        (name, section) -> merged.put(name, defaults.map(section::over).orElse(section)));
    return merged;
  }
}
