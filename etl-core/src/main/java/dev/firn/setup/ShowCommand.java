package dev.firn.setup;

import dev.firn.config.file.EffectiveLine;
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

/** Prints the configuration as it applies. */
@Command(
    name = "show",
    sortOptions = false,
    description = {
      "Prints every value as it applies: defaults, files, profile, environment and command line",
      "laid over each other. Secrets are asterisks; secret stores are not asked. With --json a",
      "value is a JSON value, null where nothing is set or a rule decides; with --origin too it",
      "is an object of value and origin."
    },
    footer = {
      "",
      "Examples:",
      "  config show --source shop",
      "  config show --origin --source shop --profile prod",
      "  config show --origin --source shop --set bulk_load.max_retries=5",
      "  config show --json | jq -r '.sources.shop.database_connection.host'"
    })
public final class ShowCommand implements Callable<Integer> {

  /** Beyond it, an origin stands as near as it can. */
  private static final int MAX_COLUMN = 60;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "Only this source and its Kafka cluster; by default all.")
  private @Nullable String source;

  @Option(
      names = "--origin",
      description =
          "Beside each value who says it: default, file and line, variable, or command line.")
  private boolean withOrigin;

  @Option(names = "--json", description = "Print JSON instead of lines.")
  private boolean json;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    if (options.hasSettings() && source == null) {
      throw new ParameterException(
          command.commandLine(), "--set is for one source: name it with --source");
    }
    List<EffectiveLine> lines = options.loader().listEffective(source);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(EffectiveJson.of(lines, withOrigin));
    } else {
      print(lines, out);
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private void print(List<EffectiveLine> lines, PrintWriter out) {
    int column =
        lines.stream()
            .mapToInt(line -> indented(line).length() + 2)
            .filter(length -> length <= MAX_COLUMN)
            .max()
            .orElse(0);
    lines.forEach(line -> out.println(text(line, column)));
  }

  private String text(EffectiveLine line, int column) {
    String text = indented(line);
    if (!withOrigin || !line.hasValue()) {
      return text;
    }
    return text + " ".repeat(Math.max(2, column - text.length())) + "# " + line.origin();
  }

  private static String indented(EffectiveLine line) {
    return "  ".repeat(line.depth()) + line.text();
  }
}
