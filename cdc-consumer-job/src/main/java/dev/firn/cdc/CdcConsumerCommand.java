package dev.firn.cdc;

import dev.firn.cdc.batch.StreamSettings;
import dev.firn.cdc.kafka.KafkaTopics;
import dev.firn.cdc.stream.StreamHealth;
import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.config.file.EffectiveLine;
import dev.firn.error.ExitCode;
import dev.firn.http.ListenAddress;
import dev.firn.http.LocalServer;
import dev.firn.http.Reply;
import dev.firn.job.DriverJvm;
import dev.firn.job.DurationOption;
import dev.firn.job.JobCommand;
import dev.firn.job.JobMain;
import dev.firn.job.MetricsFileOption;
import dev.firn.job.SourceOptions;
import dev.firn.job.SparkSessions;
import dev.firn.job.StopSignal;
import dev.firn.job.TableNamesOption;
import dev.firn.metrics.Metrics;
import dev.firn.metrics.MetricsText;
import dev.firn.model.TableNames;
import dev.firn.report.RunConfiguration;
import dev.firn.report.RunPages;
import dev.firn.source.DatabaseKind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line of the CDC consumer. */
@Command(
    name = "cdc",
    sortOptions = false,
    description = {
      "Applies the changes of a source to its lake tables, in order and exactly once.",
      "Runs until Ctrl+C or SIGTERM, which let the running batch end."
    },
    footer = {
      "",
      "Examples:",
      "  cdc --source shop",
      "  cdc --source shop --page-port 9464",
      "  cdc --source shop --metrics-listen 0.0.0.0:9464",
      "  cdc --source shop --batch-size 50000 --trigger-interval 2s \\",
      "    --until-idle 30s"
    })
public final class CdcConsumerCommand implements JobCommand {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private SourceOptions options = new SourceOptions();

  @Option(
      names = "--batch-size",
      paramLabel = "EVENTS",
      converter = CountConverter.class,
      description = "Kafka events per micro-batch; by default as configured.")
  private @Nullable Integer batchSize;

  @Option(
      names = "--trigger-interval",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "How often a micro-batch begins, such as 10s; by default as configured.")
  private @Nullable Duration triggerInterval;

  @Option(
      names = "--until-idle",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description =
          "Stop when nothing new came for that long and the connector has confirmed that it has sent"
              + " what there was; if nobody reads its slot, with an error.")
  private @Nullable Duration untilIdle;

  @Option(names = "--once", description = "Apply what is there now, then stop.")
  private boolean once;

  @Option(
      names = "--topic-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      converter = DurationOption.class,
      description = "How long to wait for the source's first topic, by default ${DEFAULT-VALUE}.")
  private Duration topicTimeout = Duration.ofSeconds(60);

  @Option(
      names = "--accept-gap",
      paramLabel = "TABLE",
      converter = TableNamesOption.class,
      description =
          "Go on with these tables though Kafka has lost events of them that are older than the"
              + " load, as you know.")
  private List<TableNames> acceptedGaps = List.of();

  @Option(
      names = "--page-port",
      paramLabel = "PORT",
      description = {
        "Show the page of the run while it goes on, on this port of 127.0.0.1, for browsers on this",
        "machine alone; 0 for any free port. By default there is none."
      })
  private @Nullable Integer pagePort;

  @Option(
      names = "--metrics-listen",
      paramLabel = "[HOST:]PORT",
      converter = AddressConverter.class,
      description =
          "Answer /metrics, /health and /ready there: a PORT alone to this machine, 0.0.0.0:PORT to"
              + " whoever reaches it, such as Prometheus and the probes of Kubernetes. Names of tables"
              + " and numbers are shown, no values. --page-port answers them, too. By default nothing"
              + " answers.")
  private @Nullable ListenAddress metricsAddress;

  @Mixin private MetricsFileOption metricsFile = new MetricsFileOption();

  public static void main(String[] arguments) throws Exception {
    JobMain.run(new CdcConsumerCommand(), arguments);
  }

  @Override
  public Callable<ExitCode> prepare() {
    if (pagePort != null && (pagePort < 0 || pagePort > LocalServer.MAX_PORT) && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "--page-port expects a port from 0 to 65535, got " + pagePort);
    }
    ConfigLoader loader = options.configLoader();
    SourceConfig source = loader.loadSource(options.source());
    StreamSettings settings =
        new StreamSettings(
            source,
            DatabaseKind.requireAsked(source, loader.loadKafkaCluster(source)),
            triggerInterval == null ? source.cdc().triggerInterval() : triggerInterval,
            batchSize == null ? source.cdc().batchSize() : batchSize,
            untilIdle,
            once,
            topicTimeout,
            Set.copyOf(TableNames.all(acceptedGaps)),
            options.home(),
            UUID.randomUUID().toString().substring(0, 8));
    List<EffectiveLine> config = RunConfiguration.of(loader, source.name());
    return () -> run(settings, config);
  }

  private ExitCode run(StreamSettings settings, List<EffectiveLine> config) throws IOException {
    SourceConfig source = settings.source();
    DriverJvm.requireArrow();
    requireReachable(settings);
    StopSignal stop = new StopSignal("batch");
    stop.install();
    RunPages pages = new RunPages("cdc", source, config, Clock.systemUTC());
    try (SparkSession spark =
        SparkSessions.start(
            "firn cdc " + source.name(), source.namespace().catalog(), settings.home())) {
      CdcConsumerJob job = new CdcConsumerJob(spark, settings, stop, pages, Clock.systemUTC());
      try (LocalServer server = LocalServer.listen(pagePort);
          LocalServer open = LocalServer.at(metricsAddress)) {
        server.register("/", new LivePage(job));
        for (LocalServer each : List.of(server, open)) {
          each.register(
              "/metrics", () -> Reply.of(MetricsText.TYPE, MetricsText.of(Metrics.ofProcess())));
          each.register("/health", () -> told(job.health().live()));
          each.register("/ready", () -> told(job.health().ready()));
        }
        return job.runAndTell();
      }
    } finally {
      pages.line().ifPresent(System.out::println);
    }
  }

  private static Reply told(StreamHealth.Told told) {
    return Reply.text(told.isWell() ? 200 : 503, told.text());
  }

  @Override
  public void ended(ExitCode code, Duration took) {
    metricsFile.ended("cdc", options.source(), code, took);
  }

  /** What can be known before Spark is started is said before. */
  private static void requireReachable(StreamSettings settings) {
    try (KafkaTopics topics = KafkaTopics.connect(settings.kafka())) {
      topics.names();
    }
  }

  /** A batch without events would never end. */
  static final class CountConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1) {
        throw new TypeConversionException(
            "expected an integer of at least 1, got \"" + text + "\"");
      }
      return Integer.valueOf(text);
    }
  }

  /** Reads where a server is to be reached. */
  static final class AddressConverter implements ITypeConverter<ListenAddress> {
    @Override
    public ListenAddress convert(String text) {
      try {
        return ListenAddress.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
