package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.SecretResolver;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.Suggestion;
import dev.firn.config.binding.Values;
import dev.firn.config.binding.Written;
import dev.firn.config.file.ConfigFile;
import dev.firn.error.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at all files at once, and at what only fits together across them. */
final class ConfigCheck {

  private final ConfigFile sources;
  private final ConfigFile clusters;
  private final SecretResolver resolver;
  private final List<ConfigException> problems = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  ConfigCheck(ConfigFile sources, ConfigFile clusters, SecretResolver resolver) {
    this.sources = sources;
    this.clusters = clusters;
    this.resolver = resolver;
  }

  /**
   * @param source whose variables have to be set; null for all
   */
  ConfigFindings of(@Nullable String source) {
    // Which cluster the source of the question has is known only when both files can be read.
    Optional<Map<String, Values>> found =
        clusters.exists() ? load(clusters, source, sections -> {}) : Optional.of(Map.of());
    Optional<Map<String, Values>> asked =
        load(
            sources,
            source,
            sections -> found.ifPresent(known -> checkClusters(sections, known.keySet())));
    return new ConfigFindings(
        problems,
        List.copyOf(warnings),
        asked.map(Map::keySet).map(List::copyOf).orElse(List.of()),
        found.map(Map::keySet).map(List::copyOf).orElse(List.of()));
  }

  private Optional<Map<String, Values>> load(
      ConfigFile file, @Nullable String asked, Consumer<Map<String, Values>> check) {
    try {
      Map<String, Values> sections =
          file.loadAll(
              name -> asked == null || name.equals(asked) || file == clusters, resolver, check);
      if (asked != null && file == sources && !sections.containsKey(asked)) {
        // Says which names there are.
        file.load(asked, resolver);
      }
      sections.values().forEach(values -> warn(file.format().section(), values));
      return Optional.of(sections);
    } catch (ConfigException e) {
      problems.add(e);
      return Optional.empty();
    }
  }

  private void checkClusters(Map<String, Values> all, Set<String> known) {
    all.values()
        .forEach(
            source -> {
              Optional<String> named = source.find(SourceConfig.KAFKA_CLUSTER);
              boolean captures = BulkLoadConfig.capturesForCertain(source);
              if (named.isPresent() && !known.contains(named.get())) {
                source.report(
                    SourceConfig.KAFKA_CLUSTER,
                    clusters.exists()
                        ? "%s has no such cluster%s Known are [%s]"
                            .formatted(
                                clusters,
                                sentenceEnd(Suggestion.phrase(named.get(), known)),
                                String.join(", ", known))
                        : clusters + " does not exist. Create it, or leave the key out");
              } else if (named.isEmpty()
                  && !source.isGiven(SourceConfig.KAFKA_CLUSTER)
                  && known.size() > 1
                  && captures) {
                source.report(
                    SourceConfig.KAFKA_CLUSTER,
                    "missing, %s has [%s]. Name one".formatted(clusters, String.join(", ", known)));
              }
            });
  }

  private static String sentenceEnd(String suggestion) {
    return suggestion.isEmpty() ? "." : suggestion;
  }

  private void warn(Section section, Values values) {
    section.options().forEach(option -> warn(values.findWritten(option), option));
    for (Section nested : section.sections()) {
      if (section.kind() == Section.Kind.NAMED) {
        values.named().values().forEach(each -> warn(nested, each));
      } else {
        values.find(nested).ifPresent(inner -> warn(nested, inner));
      }
    }
  }

  private void warn(Optional<Written> written, Option<?> option) {
    written
        .filter(found -> option.isSecret() && found.isBare() && found.place().isInFile())
        .ifPresent(
            found ->
                warnings.add(
                    "%s: %s: a secret that everybody can read who reads the file. Use ${NAME} or ${FILE:/path}"
                        .formatted(found.place(), found.path())));
  }
}
