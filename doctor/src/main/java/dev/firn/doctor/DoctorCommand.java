package dev.firn.doctor;

import dev.firn.config.ConfigLoader;
import dev.firn.error.ExitCode;
import dev.firn.error.Secrets;
import dev.firn.files.Directory;
import dev.firn.job.ConfigOptions;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.overview.Lakes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the doctor. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
      "Looks at the source, Kafka, Kafka Connect and the lake, and tells what is",
      "wrong: each finding with what was seen and what mends it. Changes nothing,",
      "and waits for no part for longer than --wait. Ends with 0 if there is no",
      "error, with 3 if the configuration is wrong, with 4 if something does not",
      "answer or does not work, with 8 if changes are lost."
    },
    footer = {
      "",
      "Examples:",
      "  doctor",
      "  doctor --source shop",
      "  doctor --source shop --json --wait 5",
      "  doctor --source shop --strict"
    })
public final class DoctorCommand implements JobCommand {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "Only this source; may be repeated. By default all of sources.yaml.")
  private List<String> sources = List.of();

  @Option(names = "--json", description = "Print JSON instead of lines.")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long a part may take to answer, by default 10.")
  private int patienceSeconds = 10;

  @Option(names = "--strict", description = "End with 4 if there is a warning, too.")
  private boolean strict;

  @Mixin private ConfigOptions options = new ConfigOptions();

  public static void main(String[] arguments) {
    JobMain.runWithoutSpark(new DoctorCommand(), arguments);
  }

  @Override
  public Callable<ExitCode> prepare() {
    if (patienceSeconds < 1 && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "--wait expects seconds, at least 1, got " + patienceSeconds);
    }
    Directory home = options.home();
    ConfigLoader loader = options.loader();
    List<String> names = sources.isEmpty() ? loader.sourceNames() : sources;
    return () -> run(loader, home, names);
  }

  private ExitCode run(ConfigLoader loader, Directory home, List<String> names) {
    Doctor doctor =
        new Doctor(
            loader,
            Lakes.ofLauncher("firn doctor", home),
            Duration.ofSeconds(patienceSeconds),
            Clock.systemUTC());
    // Beside each other, because each waits for others most of its time.
    Report report = new Report(names.parallelStream().map(doctor::examine).toList());
    ExitCode code = report.exitCode(strict);
    String told = json ? JsonForm.of(report, code) : TextForm.of(report);
    System.out.print(Secrets.without(told));
    System.out.flush();
    return code;
  }
}
