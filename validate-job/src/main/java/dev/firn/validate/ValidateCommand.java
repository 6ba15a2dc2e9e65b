package dev.firn.validate;

import dev.firn.config.ConfigLoader;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.config.file.EffectiveLine;
import dev.firn.error.ExitCode;
import dev.firn.job.ConfirmationPrompt;
import dev.firn.job.DurationOption;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.job.MetricsFileOption;
import dev.firn.job.SourceOptions;
import dev.firn.job.SparkSessions;
import dev.firn.job.StopSignal;
import dev.firn.job.TableNamesOption;
import dev.firn.lake.LakeTables;
import dev.firn.lineage.Flow;
import dev.firn.lineage.Lineage;
import dev.firn.model.TableId;
import dev.firn.model.TableNames;
import dev.firn.report.RunConfiguration;
import dev.firn.report.RunMetrics;
import dev.firn.report.RunPages;
import dev.firn.schema.Routes;
import dev.firn.source.SourceDatabase;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.report.ReportForm;
import dev.firn.validate.report.ValidationReport;
import dev.firn.validate.report.WatchLine;
import dev.firn.validate.stream.RunningStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
      "of rows, or every value. Ends with 7 if they differ. While firn cdc runs, rows that",
      "differ are looked at again by their keys once it has applied what the source had, so",
      "only those are told that are wrong."
    },
    footer = {
      "",
      "Examples:",
      "  validate --source shop",
      "  validate --source shop --level rows --tables orders,order_items",
      "  validate --source shop --level checksum --output junit > report.xml",
      "  validate --source shop --repair --plan",
      "  validate --source shop --repair",
      "  validate --source shop --watch --within 24h"
    })
public final class ValidateCommand implements JobCommand {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private SourceOptions options = new SourceOptions();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      defaultValue = "count",
      description = {
        "count, the default: numbers of rows. checksum: all values, naming tables and columns that differ.",
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
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "180",
      description = {
        "How long it is waited for firn cdc to apply what the source had when rows that differ were",
        "looked at again, by default 180; 0 to compare both sides as they are."
      })
  private int patienceSeconds = 180;

  @Option(
      names = "--repair",
      description = {
        "Bring rows of the lake that are wrong to what the source has, by their keys, also while firn",
        "cdc runs. Compares all values. Tables without a key are not repaired."
      })
  private boolean repair;

  @Option(
      names = "--plan",
      description = "With --repair: say what would be repaired, and do nothing.")
  private boolean plan;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; by default TABLE.")
  private ReportForm output = ReportForm.TABLE;

  @Option(
      names = "--watch",
      description = {
        "Compare all values of all tables again and again, those first that were found equal longest",
        "ago, over one connection, until it is stopped (Ctrl+C, SIGTERM); with --repair, also bring",
        "wrong rows right. A large table is compared range by range of its keys."
      })
  private boolean watch;

  @Option(
      names = "--within",
      paramLabel = "DURATION",
      defaultValue = "24h",
      converter = DurationOption.class,
      description = {
        "With --watch: in what time every table is compared once more, by default 24h; 0s for as fast",
        "as it goes. bulk_load.max_bytes_per_second holds too."
      })
  private Duration within = Duration.ofHours(24);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "0",
      description = "With --watch: end after all tables were compared N times; by default never.")
  private int rounds;

  @Mixin private MetricsFileOption metricsFile = new MetricsFileOption();

  public static void main(String[] arguments) throws Exception {
    JobMain.run(new ValidateCommand(), arguments);
  }

  @Override
  public Callable<ExitCode> prepare() {
    require(maxShown >= 0, "--max-diffs expects an integer of at least 0, got " + maxShown);
    require(patienceSeconds >= 0, "--wait expects seconds, at least 0, got " + patienceSeconds);
    require(repair || !plan, "--plan says what --repair would do. Add --repair, or leave it out");
    require(rounds >= 0, "--rounds expects an integer of at least 0, got " + rounds);
    require(
        !watch || output == ReportForm.TABLE,
        "--watch tells lines, and keeps what it finds in _cdc_validation: leave out --output");
    require(
        watch || !isGiven("--within") && !isGiven("--rounds"),
        "--within and --rounds go with --watch");
    ConfigLoader loader = options.configLoader();
    SourceConfig source = loader.loadSource(options.source());
    TableScope scope = new TableScope(tableFilter, TableNames.all(tables));
    Optional<KafkaClusterConfig> kafka =
        patienceSeconds == 0 ? Optional.empty() : loader.findKafkaCluster(source);
    ValidateRequest request =
        new ValidateRequest(
            source,
            repair || watch ? Level.ROWS : level,
            scope,
            !noCheckMissing,
            maxShown,
            repairs());
    List<EffectiveLine> config = RunConfiguration.of(loader, source.name());
    return () -> run(request, config, kafka.orElse(null));
  }

  private static ValidationReport told(
      SourceConfig source, LakeTables lake, Clock clock, Supplier<ValidationReport> run) {
    try (Lineage lineage = Lineage.begin(source, "validate", null, lake, clock)) {
      try {
        ValidationReport report = run.get();
        lineage.ended(report.exitCode(), () -> flows(report, source));
        return report;
      } catch (RuntimeException e) {
        lineage.failed(e, List::of);
        throw e;
      }
    }
  }

  private static List<Flow> flows(ValidationReport report, SourceConfig source) {
    return report.tables().stream()
        .filter(table -> Set.of(Verdict.EQUAL, Verdict.DIFFERS).contains(table.verdict()))
        .map(
            table ->
                Flow.compared(
                    Routes.of(
                            new TableId(source.connection().schema(), table.table()),
                            source.namespace(),
                            source.topicPrefix())
                        .target(),
                    table.verdict() == Verdict.EQUAL))
        .toList();
  }

  private ValidateRequest.Repair repairs() {
    if (!repair) {
      return ValidateRequest.Repair.NOTHING;
    }
    return plan ? ValidateRequest.Repair.PLAN : ValidateRequest.Repair.ROWS;
  }

  private boolean isGiven(String name) {
    return spec != null
        && spec.commandLine().getParseResult() != null
        && spec.commandLine().getParseResult().hasMatchedOption(name);
  }

  private void require(boolean isRight, String otherwise) {
    if (!isRight && spec != null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  @Override
  public void ended(ExitCode code, Duration took) {
    metricsFile.ended("validate", options.source(), code, took);
  }

  private ExitCode run(
      ValidateRequest request, List<EffectiveLine> config, @Nullable KafkaClusterConfig kafka)
      throws IOException {
    SourceConfig source = request.source();
    Clock clock = Clock.systemUTC();
    SourceDatabase database = SourceDatabase.of(source, kafka, clock);
    database.probe();
    RunPages pages = new RunPages("validate", source, config, clock);
    try (SparkSession spark =
            SparkSessions.start(
                "firn validate " + source.name(), source.namespace().catalog(), options.home());
        RunningStream stream =
            RunningStream.of(
                source,
                database,
                LakeTables.open(spark, source.namespace().catalog()),
                kafka,
                Duration.ofSeconds(patienceSeconds),
                clock)) {
      RunMetrics.begin("validate", source.name(), clock);
      boolean terminal = ConfirmationPrompt.onTerminal().canAsk();
      LakeTables lake = LakeTables.open(spark, source.namespace().catalog());
      ValidateRun run = new ValidateRun(options.home(), pages, clock);
      Validation validation =
          new Validation(spark, request, database, lake, stream, run.id(), clock);
      if (watch) {
        return told(source, lake, clock, () -> run.run(validation, watching(validation)))
            .exitCode();
      }
      ValidationReport report = told(source, lake, clock, () -> run.run(validation, terminal));
      System.out.print(output.of(hideEmpty ? report.withoutEmpty() : report));
      return report.exitCode();
    } finally {
      // Programs read what stands in the other stream.
      System.out.flush();
      pages.line().ifPresent(System.err::println);
    }
  }

  private Watch watching(Validation validation) {
    StopSignal stop = new StopSignal("range");
    stop.install();
    return new Watch(
        validation,
        new Watch.Tempo(within, rounds, Watch.Tempo.ROWS_PER_RANGE),
        stop,
        report ->
            report.tables().stream()
                .filter(table -> !hideEmpty || !table.isEmpty())
                .forEach(
                    table -> {
                      System.out.print(WatchLine.of(table, validation.clock().instant()));
                      System.out.flush();
                    }));
  }
}
