package dev.firn.config;

import dev.firn.config.binding.SecretResolver;
import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.files.Directory;
import dev.firn.files.FileSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The door to configuration: {@code sources.yaml} and {@code kafka_clusters.yaml} in one place.
 *
 * <p>Both files are checked as a whole, but only what is asked for is resolved, so that another
 * source's missing variable does not stand in the way. Every method throws one {@link
 * ConfigException} with all problems of a file.
 */
public final class ConfigLoader {

  private final ConfigFile sources;
  private final ConfigFile clusters;

  public ConfigLoader(Path directory, Map<String, String> environment) {
    this(Directory.at(directory), environment);
  }

  /**
   * @param directory with the two files and those of secrets
   */
  public ConfigLoader(FileSet directory, Map<String, String> environment) {
    SecretResolver resolver = new SecretResolver(environment, directory);
    sources = new ConfigFile(directory, SourceConfig.FORMAT, resolver);
    clusters = new ConfigFile(directory, KafkaClusterConfig.FORMAT, resolver);
  }

  /** A loader that takes variables from the environment of this process. */
  public static ConfigLoader from(FileSet files) {
    return new ConfigLoader(files, System.getenv());
  }

  /** The same, of a directory of this machine. */
  public static ConfigLoader fromDirectory(Path directory) {
    return from(Directory.at(directory));
  }

  public List<String> sourceNames() {
    return sources.names();
  }

  public SourceConfig loadSource(String name) {
    return SourceConfig.of(name, sources.load(name));
  }

  /** The cluster that the source names, else the only one there is. */
  public KafkaClusterConfig loadKafkaCluster(SourceConfig source) {
    String name = source.kafkaCluster();
    if (name == null) {
      name = onlyCluster(source);
    }
    return KafkaClusterConfig.of(name, clusters.load(name));
  }

  /** The same; empty if there is no file of clusters. */
  public Optional<KafkaClusterConfig> findKafkaCluster(SourceConfig source) {
    return clusters.exists() ? Optional.of(loadKafkaCluster(source)) : Optional.empty();
  }

  private String onlyCluster(SourceConfig source) {
    List<String> names = clusters.names();
    if (names.size() > 1) {
      throw CoreErrors.clusterIsAmbiguous(
          source.name(), clusters.toString(), names, SourceConfig.KAFKA_CLUSTER.key());
    }
    return names.get(0);
  }
}
