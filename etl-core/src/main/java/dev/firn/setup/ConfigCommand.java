package dev.firn.setup;

import dev.firn.error.ExitCode;
import dev.firn.job.JobMain;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of what can be done with configuration. */
@Command(
    name = "config",
    sortOptions = false,
    subcommands = {InitCommand.class, CheckCommand.class, ShowCommand.class, SchemaCommand.class},
    description = "Writes, checks and shows the configuration, without Spark.",
    footer = {
      "",
      "Examples:",
      "  config init --source shop --host db.example.com \\",
      "    --database shop --username etl_user",
      "  config check",
      "  config check --profile prod",
      "  config show --origin --source shop",
      "  config schema > config/sources.schema.json"
    })
public final class ConfigCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  @SuppressWarnings("UnusedVariable") // picocli needs a place for it.
  private boolean help;

  public static void main(String[] arguments) {
    JobMain.runPlain(line(), arguments);
  }

  /** Runs it, and returns the code with which the process should end. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return JobMain.executePlain(line().setOut(out).setErr(err), arguments);
  }

  static CommandLine line() {
    return JobMain.plain(
        new ConfigCommand(),
        ExitCode.OK,
        ExitCode.BUG,
        ExitCode.USAGE,
        ExitCode.CONFIG,
        ExitCode.UNAVAILABLE);
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "Say what to do: " + spec.subcommands().keySet());
    }
  }
}
