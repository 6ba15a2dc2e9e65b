package dev.firn.validate;

import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.job.ConfirmationPrompt;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.job.SourceOptions;
import dev.firn.job.SparkSessions;
import dev.firn.job.TableNamesOption;
import dev.firn.model.TableNames;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.check.Level;
import dev.firn.validate.report.ReportForm;
import dev.firn.validate.report.ValidationReport;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the validation. */
@Command(
    name = "validate",
    sortOptions = false,
    description = {
      "Compares the tables of a source with their lake tables: columns and numbers",
      "of rows, or every value. Ends with 7 if they differ. Both sides are compared as",
      "they are now, so let the stream catch up first."
    },
    footer = {
      "",
      "Examples:",
      "  validate --source shop",
      "  validate --source shop --level rows --tables orders,order_items",
      "  validate --source shop --level checksum --output junit > report.xml"
    })
public final class ValidateCommand implements JobCommand {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private SourceOptions options = new SourceOptions();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      defaultValue = "count",
      description = {
        "count: numbers of rows. checksum: all values, naming tables and columns that differ.",
        "rows: all values, naming the rows too, with what both sides have."
      })
  private Level level = Level.COUNT;

  @Option(names = "--hide-empty", description = "Leave out tables that are empty on both sides.")
  private boolean hideEmpty;

  @Option(
      names = "--no-check-missing",
      description = "Do not report tables that only one side has.")
  private boolean noCheckMissing;

  @Option(
      names = "--table-filter",
      paramLabel = "LIKE",
      description = "Only tables whose name matches the SQL LIKE pattern.")
  private @Nullable String tableFilter;

  @Option(
      names = "--tables",
      paramLabel = "NAME",
      converter = TableNamesOption.class,
      description = {
        "Only these tables, spelled as the database spells them, between commas; a name with odd",
        "characters in double quotes, as in SQL."
      })
  private List<TableNames> tables = List.of();

  @Option(
      names = "--max-diffs",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Rows of each table that --level rows shows with their values, by default 10; all are"
              + " counted.")
  private int maxShown = 10;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}.")
  private ReportForm output = ReportForm.TABLE;

  public static void main(String[] arguments) throws Exception {
    JobMain.run(new ValidateCommand(), arguments);
  }

  @Override
  public Callable<ExitCode> prepare() {
    if (maxShown < 0 && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "--max-diffs expects an integer of at least 0, got " + maxShown);
    }
    ConfigLoader loader = options.configLoader();
    SourceConfig source = loader.loadSource(options.source());
    TableScope scope = new TableScope(tableFilter, TableNames.all(tables));
    return () -> run(new ValidateRequest(source, level, scope, !noCheckMissing, maxShown));
  }

  private ExitCode run(ValidateRequest request) throws IOException {
    SourceConfig source = request.source();
    Clock clock = Clock.systemUTC();
    SourceDatabase database = SourceDatabase.of(source, clock);
    database.probe();
    try (SparkSession spark =
        SparkSessions.start(
            "firn validate " + source.name(), source.namespace().catalog(), options.home())) {
      boolean terminal = ConfirmationPrompt.onTerminal().canAsk();
      ValidationReport report =
          new ValidateRun(options.home().below("runs"), clock)
              .run(request, new ValidateJob(spark, request, database, clock), terminal);
      System.out.print(output.of(hideEmpty ? report.withoutEmpty() : report));
      return report.exitCode();
    }
  }
}
