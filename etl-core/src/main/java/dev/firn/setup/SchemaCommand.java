package dev.firn.setup;

import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of a configuration file. */
@Command(
    name = "schema",
    sortOptions = false,
    description = {
      "Prints the JSON Schema (draft 2020-12) of a configuration file, by which editors complete and",
      "check it; config/ of Firn has both."
    },
    footer = {
      "",
      "In the first line of a file an editor finds it:",
      "  # yaml-language-server: $schema=./sources.schema.json",
      "",
      "Examples:",
      "  config schema > config/sources.schema.json",
      "  config schema kafka_clusters.yaml > config/kafka_clusters.schema.json"
    })
public final class SchemaCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = SourceConfig.FILE,
      description = "sources.yaml or kafka_clusters.yaml; default: ${DEFAULT-VALUE}")
  private String file = SourceConfig.FILE;

  @Option(
      names = "--of-profile",
      description = "For what is laid over another file, and need not be complete.")
  private boolean ofProfile;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  @SuppressWarnings("UnusedVariable") // picocli needs a place for it.
  private boolean help;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    if (!ConfigLoader.fileNames().contains(file)) {
      throw new ParameterException(
          command.commandLine(),
          "Unknown file \"%s\", known files are %s".formatted(file, ConfigLoader.fileNames()));
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(SchemaText.of(ConfigLoader.schemaOf(file, ofProfile)));
    out.flush();
    return ExitCode.OK.code();
  }
}
