package dev.firn.config;

import dev.firn.config.binding.Place;
import dev.firn.config.binding.Problems;
import dev.firn.config.binding.SecretResolver;
import dev.firn.config.binding.SectionReader;
import dev.firn.config.binding.Suggestion;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.config.binding.YamlDocument;
import dev.firn.config.binding.YamlEntry;
import dev.firn.error.CoreErrors;
import dev.firn.files.Directory;
import dev.firn.files.FileSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One configuration file: all of it is checked, one of its sections is resolved. */
final class ConfigFile {

  private final FileSet directory;
  private final FileFormat format;
  private final SecretResolver resolver;

  ConfigFile(FileSet directory, FileFormat format, SecretResolver resolver) {
    this.directory = directory;
    this.format = format;
    this.resolver = resolver;
  }

  boolean exists() {
    return directory.has(format.fileName());
  }

  /** The names of the sections, in the order of the file. */
  List<String> names() {
    return List.copyOf(loadAll(null).keySet());
  }

  Values load(String name) {
    Map<String, Values> sections = loadAll(name);
    Values values = sections.get(name);
    if (values == null) {
      throw CoreErrors.nameIsUnknown(
          format.noun(),
          name,
          toString(),
          Suggestion.phrase(name, sections.keySet()),
          sections.keySet());
    }
    return values;
  }

  /**
   * @param resolved the section whose placeholders are looked up, if any
   */
  private Map<String, Values> loadAll(@Nullable String resolved) {
    Problems problems = new Problems(toString());
    Map<String, Values> sections = new LinkedHashMap<>();
    for (YamlEntry named : findNamed(problems)) {
      SectionReader reader =
          new SectionReader(problems, named.key().equals(resolved) ? resolver : null);
      reader.find(format.section(), named).ifPresent(values -> sections.put(named.key(), values));
    }
    format.check().accept(sections);
    problems.throwIfAny();
    return sections;
  }

  private List<YamlEntry> findNamed(Problems problems) {
    String expectation = "the key " + format.rootKey() + " with a mapping below it";
    List<YamlEntry> named = new ArrayList<>();
    YamlDocument.find(read(), expectation, problems)
        .flatMap(root -> root.findEntries(expectation, problems))
        .ifPresent(keys -> collectNamed(keys, named, problems));
    for (YamlEntry entry : named) {
      checkName(entry, problems);
    }
    return named;
  }

  private void collectNamed(List<YamlEntry> keys, List<YamlEntry> named, Problems problems) {
    String expectation = "at least one " + format.noun() + ", its name as the key";
    boolean isFound = false;
    for (YamlEntry key : keys) {
      if (key.key().equals(format.rootKey())) {
        isFound = true;
        key.findEntries(expectation, problems)
            .ifPresent(
                below -> {
                  named.addAll(below);
                  if (below.isEmpty()) {
                    problems.add(key.valuePlace(), key.path(), "empty, expected " + expectation);
                  }
                });
      } else {
        problems.add(key.place(), key.path(), "unknown key, expected " + format.rootKey());
      }
    }
    if (!isFound) {
      problems.add(Place.START, format.rootKey(), "missing, expected " + expectation);
    }
  }

  private static void checkName(YamlEntry entry, Problems problems) {
    try {
      ValueType.NAME.parse(entry.key());
    } catch (IllegalArgumentException e) {
      problems.add(entry.place(), entry.path(), "expected " + ValueType.NAME.expectation());
    }
  }

  private String read() {
    try (InputStream in = directory.open(format.fileName())) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString();
    } catch (NoSuchFileException e) {
      throw directory instanceof Directory place && place.findPath().isPresent()
          ? CoreErrors.fileIsMissing(toString(), directory.locate(format.templateName()))
          : CoreErrors.fileIsNotThere(toString());
    } catch (CharacterCodingException e) {
      throw CoreErrors.fileIsNoText(toString());
    } catch (IOException e) {
      throw CoreErrors.fileIsUnreadable(toString(), e);
    }
  }

  /** The path as the user would type it here. */
  @Override
  public String toString() {
    return directory.locate(format.fileName());
  }
}
