package dev.firn.doctor;

import dev.firn.config.ConfigLoader;
import dev.firn.error.ExitCode;
import dev.firn.error.Secrets;
import dev.firn.files.Directory;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.job.LookOptions;
import dev.firn.overview.Lakes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Option(names = "--strict", description = "End with 4 if there is a warning, too.")
  private boolean strict;

  @Mixin private LookOptions options = new LookOptions();

  public static void main(String[] arguments) {
    JobMain.runWithoutSpark(new DoctorCommand(), arguments);
  }

  @Override
  public List<ExitCode> exitCodes() {
    return List.of(
        ExitCode.OK,
        ExitCode.BUG,
        ExitCode.USAGE,
        ExitCode.CONFIG,
        ExitCode.UNAVAILABLE,
        ExitCode.DATA_GAP);
  }

  @Override
  public Callable<ExitCode> prepare() {
    Duration patience = options.patience();
    Directory home = options.home();
    ConfigLoader loader = options.loader();
    List<String> names = options.sources(loader);
    return () -> run(loader, home, names, patience);
  }

  private ExitCode run(ConfigLoader loader, Directory home, List<String> names, Duration patience) {
    Doctor doctor =
        new Doctor(loader, Lakes.ofLauncher("firn doctor", home), patience, Clock.systemUTC());
    // Beside each other, because each waits for others most of its time.
    Report report = new Report(names.parallelStream().map(doctor::examine).toList());
    ExitCode code = report.exitCode(strict);
    String told = options.isJson() ? JsonForm.of(report, code) : TextForm.of(report);
    System.out.print(Secrets.without(told));
    System.out.flush();
    return code;
  }
}
