package dev.firn.bulkload;

import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.LoadMode;
import dev.firn.bulkload.plan.PlanText;
import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.BulkLoadConfig;
import dev.firn.config.ConfigLoader;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.config.file.EffectiveLine;
import dev.firn.error.ExitCode;
import dev.firn.job.ConfirmationPrompt;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.job.MetricsFileOption;
import dev.firn.job.SourceOptions;
import dev.firn.job.SparkSessions;
import dev.firn.job.TableNamesOption;
import dev.firn.lake.LakeTables;
import dev.firn.lineage.Lineage;
import dev.firn.model.TableNames;
import dev.firn.report.RunConfiguration;
import dev.firn.report.RunMetrics;
import dev.firn.report.RunPages;
import dev.firn.source.DatabaseKind;
import dev.firn.source.SourceDatabase;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
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

/** The command line of the bulk load. */
@Command(
    name = "bulk-load",
    sortOptions = false,
    description = {
      "Loads all tables of a source into the lake, at one instant of the source's history,",
      "and writes the Debezium connector configuration that continues there."
    },
    footer = {
      "",
      "Examples:",
      "  bulk-load --source shop",
      "  bulk-load --source shop --plan",
      "  bulk-load --source shop --table-filter \"customer_%%\" --no-resume",
      "  bulk-load --source shop --tables orders,order_items",
      "  bulk-load --source shop --no-capture",
      "  bulk-load --source shop --mode incremental"
    })
public final class BulkLoadCommand implements JobCommand {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private SourceOptions options = new SourceOptions();

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

  @Option(names = "--only-failed", description = "Only what the last run could not load.")
  private boolean onlyFailed;

  @Option(
      names = {"--plan", "--dry-run"},
      description = "Print what would be read, with which SQL, and stop.")
  private boolean planOnly;

  @Option(
      names = "--parallel-tables",
      paramLabel = "N",
      description = "Splits of one table that are read at once; by default as configured.")
  private @Nullable Integer parallelTables;

  @Option(
      names = "--parallel-workers",
      paramLabel = "N",
      description = "Tables that are loaded at once; by default as configured.")
  private @Nullable Integer parallelWorkers;

  @Option(
      names = "--deploy-connector",
      paramLabel = "URL",
      description =
          "Hand the Debezium connector to the Kafka Connect worker, such as http://connect:8083,"
              + " and wait until it runs.")
  private @Nullable URI connect;

  @Option(
      names = "--no-capture",
      description = {
        "Only read: set up nothing at the source by which changes come. For a standby, for rights",
        "that end at SELECT, and for tables that are only ever loaded."
      })
  private boolean noCapture;

  @Option(names = "--no-resume", description = "Load again what is already loaded.")
  private boolean noResume;

  @Option(
      names = "--fresh-start",
      description = "Load everything again and drop what the source no longer has; asks first.")
  private boolean freshStart;

  @Option(
      names = "--differences",
      description =
          "Of tables that are in the lake already, read only the rows that are not the same there.")
  private boolean onlyDifferences;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = LoadModeOption.class,
      description = {
        "How tables with a bookmark are read: auto as the state of each asks for, backfill all rows,",
        "incremental only what was written since, where a table that needs more fails. The latter",
        "two leave out tables without a bookmark."
      })
  private LoadMode mode = LoadMode.AUTO;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Mixin private MetricsFileOption metricsFile = new MetricsFileOption();

  public static void main(String[] arguments) throws Exception {
    JobMain.run(new BulkLoadCommand(), arguments);
  }

  @Override
  public Callable<ExitCode> prepare() {
    requirePositive("--parallel-tables", parallelTables);
    requirePositive("--parallel-workers", parallelWorkers);
    if (connect != null
        && !List.of("http", "https").contains(String.valueOf(connect.getScheme()))) {
      throw usage("--deploy-connector expects a URL such as http://connect:8083, got " + connect);
    }
    ConfirmationPrompt prompt = ConfirmationPrompt.onTerminal();
    if (freshStart && !planOnly && !yes && !prompt.canAsk()) {
      throw usage("--fresh-start drops tables: add --yes, as there is no terminal to ask on");
    }
    if (freshStart && onlyDifferences) {
      throw usage("--fresh-start loads everything again: leave it out, or --differences");
    }
    if (mode == LoadMode.INCREMENTAL && (freshStart || noResume || onlyDifferences)) {
      throw usage(
          "--mode incremental reads only what was written since: leave it out, or --fresh-start,"
              + " --no-resume and --differences");
    }
    ConfigLoader loader = options.configLoader();
    SourceConfig source = loader.loadSource(options.source());
    if (connect != null && !overridden(source.bulkLoad()).capturesChanges()) {
      throw usage(
          "--deploy-connector is of no use to a load that captures no changes: leave it out, or"
              + " --no-capture and capture_changes");
    }
    KafkaClusterConfig kafka = kafka(loader, source);
    List<EffectiveLine> config = RunConfiguration.of(loader, source.name());
    return () -> run(request(source, kafka), config, prompt);
  }

  /** Only asked for where a load has to know it: others need no such file. */
  private @Nullable KafkaClusterConfig kafka(ConfigLoader loader, SourceConfig source) {
    boolean isAsked = connect != null || DatabaseKind.of(source.databaseType()).asksConnect();
    if (!isAsked || !overridden(source.bulkLoad()).capturesChanges()) {
      return null;
    }
    return loader
        .findKafkaCluster(source)
        .map(cluster -> connect == null ? cluster : cluster.askedAt(connect))
        .orElse(null);
  }

  private BulkLoadRequest request(SourceConfig source, @Nullable KafkaClusterConfig kafka) {
    return new BulkLoadRequest(
        source,
        overridden(source.bulkLoad()),
        load -> parallelTables == null ? load : load.withSplits(parallelTables),
        new TableSelection(tableFilter, TableNames.all(tables), onlyFailed),
        noResume || freshStart,
        freshStart,
        onlyDifferences,
        options.connectorDirectory(),
        options.home(),
        kafka,
        connect,
        mode);
  }

  private ExitCode run(
      BulkLoadRequest request, List<EffectiveLine> config, ConfirmationPrompt prompt)
      throws IOException {
    SourceConfig source = request.source();
    // What can be known before Spark is started is said before.
    Clock clock = Clock.systemUTC();
    SourceDatabase database = SourceDatabase.of(source, request.kafka(), clock);
    database.probe();
    try (SparkSession spark =
        SparkSessions.start(
            "firn bulk-load " + source.name(), source.namespace().catalog(), options.home())) {
      RunMetrics.begin("bulk-load", source.name(), clock);
      OperatorConsole conversation = new OperatorConsole(System.out, yes ? null : prompt);
      BulkLoadJob job =
          new BulkLoadJob(
              spark,
              request,
              conversation,
              new RunPages("bulk-load", source, config, clock),
              clock);
      if (planOnly) {
        System.out.print(new PlanText(request).of(job.plan(), database));
        return ExitCode.OK;
      }
      return run(job, source, LakeTables.open(spark, source.namespace().catalog()), clock);
    }
  }

  private static ExitCode run(BulkLoadJob job, SourceConfig source, LakeTables lake, Clock clock) {
    try (Lineage lineage = Lineage.begin(source, "bulk-load", null, lake, clock)) {
      try {
        LoadReport report = job.run();
        lineage.ended(report.exitCode(), report::flows);
        return report.exitCode();
      } catch (RuntimeException e) {
        lineage.failed(e, List::of);
        throw e;
      }
    }
  }

  /** A plan is no load, and says nothing of when one was well. */
  @Override
  public void ended(ExitCode code, Duration took) {
    if (!planOnly) {
      metricsFile.ended("bulk-load", options.source(), code, took);
    }
  }

  private BulkLoadConfig overridden(BulkLoadConfig config) {
    BulkLoadConfig result = config;
    if (parallelWorkers != null) {
      result = result.withTablesAtOnce(parallelWorkers);
    }
    if (noCapture) {
      result = result.withoutCapture();
    }
    return result;
  }

  private void requirePositive(String option, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw usage(option + " expects an integer of at least 1, got " + value);
    }
  }

  private ParameterException usage(String message) {
    if (spec == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(spec.commandLine(), message);
  }
}
