package dev.firn.setup;

import dev.firn.config.ConfigFindings;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.job.ConfigOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Names every fault of the configuration files at once. */
@Command(
    name = "check",
    sortOptions = false,
    description = {
      "Checks every configuration file: all faults at once, with file, line and what to do.",
      "Asks no database, no Kafka and no secret store; variables and files of secrets must be there."
    },
    footer = {
      "",
      "Examples:",
      "  config check",
      "  config check --source shop       # only its variables must be set",
      "  config check --profile prod --config /etc/firn"
    })
public final class CheckCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description =
          "The source whose variables and files of secrets must be there; by default all. The"
              + " files are checked as a whole in any case.")
  private @Nullable String source;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    if (options.hasSettings() && source == null) {
      throw new ParameterException(
          command.commandLine(), "--set is for one source: name it with --source");
    }
    ConfigFindings findings = options.loader().check(source);
    PrintWriter out = command.commandLine().getOut();
    findings.problems().forEach(problem -> out.println(problem.getMessage()));
    findings.warnings().forEach(warning -> out.println("Warning: " + warning));
    if (findings.problems().isEmpty()) {
      out.println(
          "%s: %s".formatted(options.files().locate(SourceConfig.FILE), names(findings.sources())));
      out.println(
          findings.clusters().isEmpty()
              ? "No Kafka cluster: only what needs none can run, such as firn bulk-load."
              : "Kafka clusters: " + names(findings.clusters()));
      out.println("No problems.");
    }
    out.flush();
    return (findings.problems().isEmpty() ? ExitCode.OK : ExitCode.CONFIG).code();
  }

  private static String names(List<String> names) {
    return String.join(", ", names);
  }
}
