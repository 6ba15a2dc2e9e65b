package dev.firn.config;

import dev.firn.error.ConfigException;
import java.util.List;

/**
 * What a look at the configuration has found.
 *
 * @param problems one for each file that cannot be used
 * @param warnings what works and is better done otherwise, with its place
 * @param sources the names that were found, if their file can be read
 * @param clusters the same of Kafka's
 */
public record ConfigFindings(
    List<ConfigException> problems,
    List<String> warnings,
    List<String> sources,
    List<String> clusters) {

  public ConfigFindings {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
    sources = List.copyOf(sources);
    clusters = List.copyOf(clusters);
  }
}
