package dev.firn.validate;

import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.job.SourceOptions;
import dev.firn.job.SparkSessions;
import dev.firn.source.DatabaseKind;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.check.Level;
import dev.firn.validate.report.ReportPrinter;
import dev.firn.validate.report.ValidationReport;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of the validation. */
@Command(
    name = "validate",
    sortOptions = false,
    description = {
      "Compares the tables of a source with their lake tables: row counts, or every row.",
      "Ends with 7 if they differ. Rows are compared as both sides are now, so let the stream",
      "catch up first."
    },
    footer = {
      "",
      "Examples:",
      "  validate --source shop",
      "  validate --source shop --level rows --output json"
    })
public final class ValidateCommand implements JobCommand {

  /** How the report is printed. */
  enum Output {
    TABLE,
    JSON
  }

  @Mixin private SourceOptions options = new SourceOptions();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      defaultValue = "count",
      description = "${COMPLETION-CANDIDATES}: compare numbers of rows, or all rows.")
  private Level level = Level.COUNT;

  @Option(names = "--hide-empty", description = "Leave out tables that are empty on both sides.")
  private boolean hideEmpty;

  @Option(
      names = "--no-check-missing",
      description = "Do not report tables that the lake does not have.")
  private boolean noCheckMissing;

  @Option(
      names = "--table-filter",
      paramLabel = "LIKE",
      description = "Only tables whose name matches the SQL LIKE pattern.")
  private @Nullable String tableFilter;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}.")
  private Output output = Output.TABLE;

  public static void main(String[] arguments) throws Exception {
    JobMain.run(new ValidateCommand(), arguments);
  }

  @Override
  public Callable<ExitCode> prepare() {
    ConfigLoader loader = options.configLoader();
    SourceConfig source =
        DatabaseKind.requireReadable(loader.loadSource(options.source()), "validate");
    return () -> run(new ValidateRequest(source, level, !noCheckMissing, tableFilter));
  }

  private ExitCode run(ValidateRequest request) throws IOException {
    SourceConfig source = request.source();
    SourceDatabase database = SourceDatabase.of(source, Clock.systemUTC());
    database.probe();
    try (SparkSession spark =
        SparkSessions.start(
            "firn validate " + source.name(), source.namespace().catalog(), options.home())) {
      ValidationReport report = new ValidateJob(spark, request, database).run();
      ValidationReport shown = hideEmpty ? report.withoutEmpty() : report;
      System.out.print(
          output == Output.JSON ? ReportPrinter.json(shown) : ReportPrinter.table(shown));
      return report.exitCode();
    }
  }
}
