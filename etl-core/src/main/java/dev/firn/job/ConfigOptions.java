package dev.firn.job;

import dev.firn.config.ConfigLoader;
import dev.firn.config.FirnHome;
import dev.firn.config.LogFormat;
import dev.firn.config.Overrides;
import dev.firn.config.SourceConfig;
import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.files.Directory;
import dev.firn.files.FileSet;
import dev.firn.files.SubmittedFiles;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where configuration is, and what is laid over it. */
public final class ConfigOptions {

  private static final String CONFIG = "config";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description =
          "Where sources.yaml and kafka_clusters.yaml are, a directory or a URI; by default among"
              + " spark-submit's --files, else config/ below FIRN_HOME or the current directory.")
  private @Nullable String config;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "Lay sources.NAME.yaml and kafka_clusters.NAME.yaml over the files; by default what"
              + " FIRN_PROFILE says.")
  private @Nullable String profile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A key of the source for this run only, such as bulk_load.max_retries=5; may be"
              + " repeated.")
  private List<String> settings = List.of();

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

  /** Where configuration is if nobody says it, and where a load writes its connector. */
  public Directory directoryOfHome() {
    return home().below(CONFIG);
  }

  public boolean hasSettings() {
    return !settings.isEmpty();
  }

  public ConfigLoader loader() {
    // Whoever asks for a form of logs that there is not should not wait for Spark to hear it.
    LogFormat.find();
    for (String setting : settings) {
      if (setting.indexOf('=') < 1) {
        throw new ParameterException(
            Objects.requireNonNull(spec).commandLine(),
            "--set expects KEY=VALUE, such as --set bulk_load.max_retries=5");
      }
    }
    return ConfigLoader.from(files(), new Overrides(profile, settings));
  }

  /** The place of the files. */
  public FileSet files() {
    return config != null
        ? Directory.of(config)
        : SubmittedFiles.findWith(SourceConfig.FILE).orElseGet(this::directoryOfHome);
  }
}
