package dev.firn.job;

import dev.firn.config.ConfigLoader;
import dev.firn.config.FirnHome;
import dev.firn.config.SourceConfig;
import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.files.Directory;
import dev.firn.files.FileSet;
import dev.firn.files.SubmittedFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
public final class SourceOptions {

  private static final String CONFIG = "config";

  @Option(
      names = "--source",
      required = true,
      paramLabel = "NAME",
      description = "The source, as sources.yaml names it.")
  private String source = "";

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description =
          "Where sources.yaml and kafka_clusters.yaml are, a directory or a URI; by default among"
              + " spark-submit's --files, else config/ below FIRN_HOME or the current directory.")
  private @Nullable String config;

  /** Asked for by {@link JobMain} when a command has failed. */
  @Option(names = JobMain.VERBOSE, description = "Stack traces with errors.")
  @SuppressWarnings("UnusedVariable") // picocli needs a place for it.
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  @SuppressWarnings("UnusedVariable") // picocli needs a place for it.
  private boolean help;

  public String source() {
    return source;
  }

  /**
   * Where the run leaves what must survive it.
   *
   * @throws ConfigException if nobody has said where, and the driver runs anywhere on a cluster
   */
  public Directory home() {
    return FirnHome.find()
        .orElseGet(
            () -> {
              if (DriverJvm.isPlacedByCluster()) {
                throw CoreErrors.homeIsNotNamed();
              }
              return FirnHome.locate();
            });
  }

  /** Where a bulk load writes the connector; configuration may lie where nobody can write. */
  public Directory connectorDirectory() {
    return home().below(CONFIG);
  }

  public ConfigLoader configLoader() {
    return ConfigLoader.from(configFiles());
  }

  private FileSet configFiles() {
    return config != null
        ? Directory.of(config)
        : SubmittedFiles.findWith(SourceConfig.FILE).orElseGet(() -> home().below(CONFIG));
  }
}
