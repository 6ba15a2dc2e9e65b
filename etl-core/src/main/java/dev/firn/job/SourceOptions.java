package dev.firn.job;

import dev.firn.config.ConfigLoader;
import dev.firn.error.ConfigException;
import dev.firn.files.Directory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every command has. */
public final class SourceOptions {

  @Option(
      names = "--source",
      required = true,
      paramLabel = "NAME",
      description = "The source, as sources.yaml names it.")
  private String source = "";

  @Mixin private ConfigOptions config = new ConfigOptions();

  public String source() {
    return source;
  }

  /**
   * Where the run leaves what must survive it.
   *
   * @throws ConfigException if nobody has said where, and the driver runs anywhere on a cluster
   */
  public Directory home() {
    return config.home();
  }

  /** Where a bulk load writes the connector; configuration may lie where nobody can write. */
  public Directory connectorDirectory() {
    return config.directoryOfHome();
  }

  public ConfigLoader configLoader() {
    return config.loader();
  }
}
