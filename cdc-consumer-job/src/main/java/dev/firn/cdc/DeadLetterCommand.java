package dev.firn.cdc;

import dev.firn.cdc.kafka.KafkaReplay;
import dev.firn.cdc.replay.DeadLetterJob;
import dev.firn.cdc.replay.DeadLetterReplay;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.job.JobMain;
import dev.firn.job.SourceOptions;
import dev.firn.job.SparkSessions;
import dev.firn.lake.LakeTables;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.postgres.PostgresDialect;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line for events that could not be applied. */
@Command(
    name = "dlq",
    sortOptions = false,
    description = {
      "Lists, shows, retries or discards the events of a source that could not be applied.",
      "A retry applies an event as if it had been applied in its place: what happened to the same"
          + " row since is read from Kafka again and stays the row's newest state."
    },
    footer = {
      "",
      "Examples:",
      "  dlq list --source shop",
      "  dlq show --source shop shop.public.orders/0/4711",
      "  dlq retry --source shop --table orders",
      "  dlq discard --source shop shop.public.orders/0/4711"
    })
public final class DeadLetterCommand implements Callable<ExitCode> {

  /** What is to be done. */
  enum Action {
    LIST,
    SHOW,
    RETRY,
    DISCARD
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "ACTION", description = "list, show, retry or discard.")
  private Action action = Action.LIST;

  @Parameters(
      index = "1..*",
      paramLabel = "ID",
      description = "TOPIC/PARTITION/OFFSET as list prints it; without, all that are open.")
  private List<String> ids = List.of();

  @Mixin private SourceOptions options = new SourceOptions();

  @Option(names = "--table", paramLabel = "NAME", description = "Of this source table only.")
  private @Nullable String table;

  @Option(
      names = "--settled",
      description = "With list and show: also those that were retried or discarded.")
  private boolean settled;

  @Option(names = "--all", description = "With discard: all that are open.")
  private boolean all;

  public static void main(String[] arguments) throws SparkUserAppException {
    JobMain.run(new DeadLetterCommand(), arguments);
  }

  @Override
  public ExitCode call() throws IOException {
    if (action == Action.DISCARD && ids.isEmpty() && table == null && !all) {
      throw new ParameterException(
          commandLine(), "Say what is to be discarded: some IDs, --table NAME or --all");
    }
    if (settled && (action == Action.RETRY || action == Action.DISCARD)) {
      throw new ParameterException(commandLine(), "--settled is for list and show");
    }
    ConfigLoader loader = options.configLoader();
    SourceConfig source = loader.loadSource(options.source()).requireSupported("stream");
    DeadLetterJob.Selection selection = new DeadLetterJob.Selection(table, ids, settled);
    try (SparkSession spark =
        SparkSessions.start(
            "firn dlq " + source.name(), source.namespace().catalog(), options.home())) {
      LakeTables lake = LakeTables.open(spark, source.namespace().catalog());
      PrintWriter out = commandLine().getOut();
      DeadLetterJob job = new DeadLetterJob(lake, source, out, Clock.systemUTC());
      ExitCode code =
          switch (action) {
            case LIST -> job.list(selection);
            case SHOW -> job.show(selection);
            case DISCARD -> job.discard(selection);
            case RETRY -> retry(job, selection, loader, source, spark, lake);
          };
      out.flush();
      return code;
    }
  }

  private static ExitCode retry(
      DeadLetterJob job,
      DeadLetterJob.Selection selection,
      ConfigLoader loader,
      SourceConfig source,
      SparkSession spark,
      LakeTables lake) {
    try (KafkaReplay kafka = KafkaReplay.connect(loader.loadKafkaCluster(source))) {
      return job.retry(
          selection,
          () ->
              new DeadLetterReplay(
                  spark,
                  lake,
                  new CapturedTables(source, lake, PostgresDialect.of(source.connection())),
                  kafka,
                  UnavailableValue.markers(source.name()),
                  source.name()));
    }
  }

  private picocli.CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("Not called by picocli");
    }
    return spec.commandLine();
  }
}
