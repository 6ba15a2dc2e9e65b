package dev.firn.config.file;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Problems;
import dev.firn.config.binding.SecretResolver;
import dev.firn.config.binding.SettingReader;
import dev.firn.config.binding.Suggestion;
import dev.firn.config.binding.Values;
import dev.firn.error.CoreErrors;
import dev.firn.files.Directory;
import dev.firn.files.FileSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One kind of configuration file with all that is laid over it: all of it is checked, what is asked
 * for is resolved.
 *
 * <p>From the lowest layer to the highest: the defaults of the file, its section of the name, the
 * same of the profile's file, variables of the environment, settings of the command line.
 */
public final class ConfigFile {

  private final FileSet directory;
  private final FileFormat format;
  private final @Nullable String profile;
  private final RunSettings settings;

  /**
   * @param profile whose file is laid over the other if it is there; null for none
   */
  public ConfigFile(
      FileSet directory, FileFormat format, @Nullable String profile, RunSettings settings) {
    this.directory = directory;
    this.format = format;
    this.profile = profile;
    this.settings = settings;
  }

  public FileFormat format() {
    return format;
  }

  public boolean exists() {
    return directory.has(format.fileName());
  }

  public boolean hasProfile() {
    return profile != null && directory.has(format.fileNameOf(profile));
  }

  /** The names of the sections, in the order of the file. */
  public List<String> names() {
    return List.copyOf(loadAll(name -> false, null, sections -> {}).keySet());
  }

  public Values load(String name, SecretResolver resolver) {
    return find(name, loadAll(name::equals, resolver, all -> {}));
  }

  /** The same, of which nothing but these options is looked up. */
  public Values load(String name, SecretResolver resolver, List<Option<?>> options) {
    Consumer<Map<String, Values>> lookUp =
        all -> Optional.ofNullable(all.get(name)).ifPresent(it -> it.resolve(resolver, options));
    return find(name, loadAll(name::equals, null, lookUp));
  }

  private Values find(String name, Map<String, Values> sections) {
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
   * All sections, by their names.
   *
   * @param isAsked tells those over which the command line is laid
   * @param resolver that looks up what placeholders of these stand for; null to leave them as they
   *     are
   * @param check reports what does not fit to something else than the file
   */
  public Map<String, Values> loadAll(
      Predicate<String> isAsked,
      @Nullable SecretResolver resolver,
      Consumer<Map<String, Values>> check) {
    Problems problems = new Problems(toString());
    FileLayers layers = new FileLayers(format, problems);
    layers.add(toString(), read(format.fileName()));
    if (profile != null && hasProfile()) {
      layers.addProfile(locate(profile), read(format.fileNameOf(profile)));
    }
    Map<String, Values> merged = layers.merge();
    settings.reportUnknown(format, merged.keySet(), problems);
    Map<String, Values> sections = new LinkedHashMap<>();
    merged.forEach(
        (name, values) ->
            sections.put(name, complete(name, values, isAsked.test(name), problems, resolver)));
    format.check().accept(sections);
    check.accept(sections);
    problems.throwIfAny();
    return sections;
  }

  private Values complete(
      String name,
      Values below,
      boolean isAsked,
      Problems problems,
      @Nullable SecretResolver resolver) {
    SettingReader reader = new SettingReader(problems);
    Values values =
        reader.read(format.section(), below, settings.ofEnvironment(format, name)).over(below);
    if (isAsked) {
      values = reader.read(format.section(), values, settings.ofRun()).over(values);
    }
    values.requireComplete(format.section());
    if (isAsked && resolver != null) {
      values.resolve(resolver);
    }
    return values;
  }

  private String read(String fileName) {
    String file = directory.locate(fileName);
    try (InputStream in = directory.open(fileName)) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString();
    } catch (NoSuchFileException e) {
      throw directory instanceof Directory place && place.findPath().isPresent()
          ? CoreErrors.fileIsMissing(file, directory.locate(format.templateName()))
          : CoreErrors.fileIsNotThere(file);
    } catch (CharacterCodingException e) {
      throw CoreErrors.fileIsNoText(file);
    } catch (IOException e) {
      throw CoreErrors.fileIsUnreadable(file, e);
    }
  }

  private String locate(String ofProfile) {
    return directory.locate(format.fileNameOf(ofProfile));
  }

  /** The path as the user would type it here. */
  @Override
  public String toString() {
    return directory.locate(format.fileName());
  }
}
