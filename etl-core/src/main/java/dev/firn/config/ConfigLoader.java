package dev.firn.config;

import dev.firn.config.binding.SecretResolver;
import dev.firn.config.binding.ValueType;
import dev.firn.config.file.ConfigFile;
import dev.firn.config.file.EffectiveLine;
import dev.firn.config.file.EffectiveListing;
import dev.firn.config.file.FileFormat;
import dev.firn.config.file.FileSchema;
import dev.firn.config.file.RunSettings;
import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.files.Directory;
import dev.firn.files.FileSet;
import dev.firn.model.SourceNamespace;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The door to configuration: {@code sources.yaml} and {@code kafka_clusters.yaml} in one place.
 *
 * <p>Both files are checked as a whole, but only what is asked for is resolved, so that another
 * source's missing variable does not stand in the way. Every method throws one {@link
 * ConfigException} with all problems of a file.
 */
public final class ConfigLoader {

  private static final List<FileFormat> FORMATS =
      List.of(SourceConfig.FORMAT, KafkaClusterConfig.FORMAT);

  private static final String PROFILE_VARIABLE = "FIRN_PROFILE";

  private final ConfigFile sources;
  private final ConfigFile clusters;
  private final SecretResolver resolver;

  public ConfigLoader(Path directory, Map<String, String> environment) {
    this(Directory.at(directory), environment);
  }

  /**
   * @param directory with the two files and those of secrets
   */
  public ConfigLoader(FileSet directory, Map<String, String> environment) {
    this(directory, environment, Overrides.NONE);
  }

  /**
   * @param overrides what is laid over the files
   * @throws ConfigException if the profile has no file
   */
  public ConfigLoader(FileSet directory, Map<String, String> environment, Overrides overrides) {
    String profile = profileOf(environment, overrides);
    Function<List<String>, RunSettings> overlaid =
        settings ->
            new RunSettings(
                environment, settings, FORMATS.stream().map(FileFormat::rootKey).toList());
    resolver = new SecretResolver(environment, directory);
    sources =
        new ConfigFile(
            directory, SourceConfig.FORMAT, profile, overlaid.apply(overrides.settings()));
    clusters =
        new ConfigFile(directory, KafkaClusterConfig.FORMAT, profile, overlaid.apply(List.of()));
    if (profile != null && !sources.hasProfile() && !clusters.hasProfile()) {
      throw CoreErrors.profileIsUnknown(
          profile,
          directory.locate(SourceConfig.FORMAT.fileNameOf(profile)),
          directory.locate(KafkaClusterConfig.FORMAT.fileNameOf(profile)));
    }
  }

  private ConfigLoader(ConfigFile sources, ConfigFile clusters, SecretResolver resolver) {
    this.sources = sources;
    this.clusters = clusters;
    this.resolver = resolver;
  }

  /** The same for those who connect to no source: what its secrets are is not asked. */
  public ConfigLoader withoutSecrets() {
    return new ConfigLoader(sources, clusters, resolver.ofUnneeded());
  }

  /** A loader that takes variables from the environment of this process. */
  public static ConfigLoader from(FileSet files) {
    return from(files, Overrides.NONE);
  }

  /** The same with what the command line lays over the files. */
  public static ConfigLoader from(FileSet files, Overrides overrides) {
    return new ConfigLoader(files, System.getenv(), overrides);
  }

  /**
   * A loader of files that somebody is about to write, over which nothing is laid.
   *
   * @param more variables beside those of the environment
   */
  public static ConfigLoader ofDraft(FileSet files, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("FIRN_"));
    environment.putAll(more);
    return new ConfigLoader(files, environment);
  }

  /** True if the environment of this process has a variable of that name. */
  public static boolean knowsVariable(String name) {
    return System.getenv(name) != null;
  }

  /** The same, of a directory of this machine. */
  public static ConfigLoader fromDirectory(Path directory) {
    return from(Directory.at(directory));
  }

  private static @Nullable String profileOf(Map<String, String> environment, Overrides overrides) {
    String said = environment.getOrDefault(PROFILE_VARIABLE, "");
    String profile = overrides.profile() != null ? overrides.profile() : said;
    if (profile.isEmpty()) {
      return null;
    }
    try {
      return ValueType.NAME.parse(profile);
    } catch (IllegalArgumentException e) {
      throw CoreErrors.profileIsNoName(profile, ValueType.NAME.expectation());
    }
  }

  public List<String> sourceNames() {
    return sources.names();
  }

  public SourceConfig loadSource(String name) {
    return SourceConfig.of(name, sources.load(name, resolver));
  }

  /** Where the tables of a source are, for those who ask for nothing else and know no password. */
  public SourceNamespace loadNamespace(String name) {
    return SourceConfig.namespaceOf(
        sources.load(name, resolver.withoutStores(), SourceConfig.PLACE));
  }

  /** The cluster that the source names, else the only one there is. */
  public KafkaClusterConfig loadKafkaCluster(SourceConfig source) {
    String name = source.kafkaCluster();
    if (name == null) {
      name = onlyCluster(source);
    }
    return KafkaClusterConfig.of(name, clusters.load(name, resolver));
  }

  /** The same; empty if there is no file of clusters. */
  public Optional<KafkaClusterConfig> findKafkaCluster(SourceConfig source) {
    return clusters.exists() ? Optional.of(loadKafkaCluster(source)) : Optional.empty();
  }

  /**
   * Looks at both files without a network: not at what secret stores keep.
   *
   * @param source whose variables have to be set; null for all
   */
  public ConfigFindings check(@Nullable String source) {
    return new ConfigCheck(sources, clusters, resolver.withoutStores()).of(source);
  }

  /**
   * What applies and who says it, of all sources and clusters or of one and its cluster. Nothing is
   * looked up but variables.
   *
   * @param source null for all
   */
  public List<EffectiveLine> listEffective(@Nullable String source) {
    return new EffectiveListing(
            sources, clusters, SourceConfig.KAFKA_CLUSTER, resolver.withoutStores())
        .of(source);
  }

  /** The names of the files. */
  public static List<String> fileNames() {
    return FORMATS.stream().map(FileFormat::fileName).toList();
  }

  /**
   * The JSON Schema of a file, as JSON's objects and lists.
   *
   * @param file one of {@link #fileNames}
   * @param isProfile true for what is laid over another file, and need not be complete
   */
  public static Map<String, Object> schemaOf(String file, boolean isProfile) {
    return FORMATS.stream()
        .filter(format -> format.fileName().equals(file))
        .findFirst()
        .map(format -> FileSchema.of(format, isProfile))
        .orElseThrow(() -> new IllegalArgumentException("no file " + file));
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
