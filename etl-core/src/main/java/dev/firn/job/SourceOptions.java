package dev.firn.job;

import dev.firn.config.ConfigLoader;
import dev.firn.config.FirnHome;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
public final class SourceOptions {

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
          "Where sources.yaml and kafka_clusters.yaml are; by default config/ below FIRN_HOME or"
              + " the current directory.")
  private @Nullable Path config;

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

  public Path home() {
    return FirnHome.locate();
  }

  public Path configDirectory() {
    return config == null ? home().resolve("config") : config.toAbsolutePath();
  }

  public ConfigLoader configLoader() {
    return ConfigLoader.fromDirectory(configDirectory());
  }
}
