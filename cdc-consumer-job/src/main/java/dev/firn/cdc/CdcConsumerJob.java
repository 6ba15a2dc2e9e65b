package dev.firn.cdc;

import dev.firn.cdc.apply.BatchApplier;
import dev.firn.cdc.apply.TableApplier;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.drift.ContractReport;
import dev.firn.cdc.drift.SchemaChanges;
import dev.firn.cdc.drift.SchemaFollower;
import dev.firn.cdc.drift.SchemaWatch;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.KafkaTopics;
import dev.firn.cdc.ledger.FencingEpochs;
import dev.firn.cdc.ledger.StartOffsets;
import dev.firn.cdc.ledger.StartPlanner;
import dev.firn.cdc.stream.ChangeStream;
import dev.firn.cdc.stream.ConnectorMonitor;
import dev.firn.cdc.stream.StopCondition;
import dev.firn.cdc.stream.StopSignal;
import dev.firn.cdc.stream.StreamStatusWriter;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.cdc.tables.NewTableHandling;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.SourceNamespace;
import dev.firn.schema.SchemaMapper;
import dev.firn.source.SourceDatabase;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer as a table of contents: tables, topics, start offsets, stream, end. */
public final class CdcConsumerJob {

  private static final Logger LOG = LoggerFactory.getLogger(CdcConsumerJob.class);

  private final SparkSession spark;
  private final StreamSettings settings;
  private final StopSignal stop;
  private final Clock clock;
  private final LakeTables lake;

  public CdcConsumerJob(SparkSession spark, StreamSettings settings, StopSignal stop, Clock clock) {
    this.spark = spark;
    this.settings = settings;
    this.stop = stop;
    this.clock = clock;
    this.lake = LakeTables.open(spark, settings.source().namespace().catalog());
  }

  public ExitCode run() {
    FaultPoint.reached("stream.start", "");
    SourceConfig source = settings.source();
    SourceDatabase database = SourceDatabase.of(source, clock);
    requireLoaded();
    CapturedTables tables = new CapturedTables(source, lake, database);
    SchemaMapper mapper = new SchemaMapper(source.unknownTypes());
    SchemaFollower follower = new SchemaFollower(spark, lake, database, mapper, settings.runId());
    SchemaWatch watch =
        new SchemaWatch(
            spark,
            lake,
            database,
            follower,
            mapper::decide,
            new SchemaChanges(lake, source.namespace(), source.name(), settings.runId(), clock),
            settings.runId());
    long epoch =
        new FencingEpochs(lake, source.namespace(), clock).claim(source.name(), settings.runId());
    FaultPoint.reached("stream.claim.after", "");
    DeadLetters letters =
        new DeadLetters(
            DeadLetterTable.open(lake, source.namespace()),
            source.name(),
            source.cdc().deadLetterLimit(),
            clock);
    cleanUp(tables, follower, watch, letters);
    new ContractReport(mapper::decide).say(tables.all(), watch.look(tables.all().keySet()));
    try (KafkaTopics topics = KafkaTopics.connect(settings.kafka());
        StatusTracker status = StatusTracker.open(lake, source.namespace(), clock)) {
      SortedSet<String> subscribed = awaitTopics(topics);
      LOG.info("Subscribing to Kafka topics: {}", String.join(", ", subscribed));
      TableApplier applier =
          new TableApplier(
              spark, lake, letters, source.name(), settings.runId(), epoch, topics::identityOf);
      NewTableHandling arrivals =
          new NewTableHandling(tables, topics::isComplete, status, settings.runId(), clock);
      try (BatchApplier batches =
          new BatchApplier(tables, watch, arrivals, applier, status, settings, clock)) {
        StreamStatusWriter lags =
            new StreamStatusWriter(
                tables,
                lake,
                source.name(),
                settings.runId(),
                status,
                StatusTracker.read(lake, source.namespace()),
                clock);
        ConnectorMonitor connector = new ConnectorMonitor(database, source, settings.untilIdle());
        StopCondition end = new StopCondition(settings, topics, connector, stop);
        new ChangeStream(spark, settings, batches, lags, topics, end)
            .run(topicPattern().pattern(), () -> startOffsets(tables, topics));
        return batches.exitCode();
      }
    }
  }

  private void requireLoaded() {
    SourceNamespace namespace = settings.source().namespace();
    if (lake.list(namespace).stream().noneMatch(id -> id.name().equals(StatusTracker.TABLE))) {
      throw UnavailableException.permanent(
          "Cannot stream source "
              + settings.source().name()
              + ": nothing of it is loaded into "
              + namespace.path()
              + ". Run firn bulk-load --source "
              + settings.source().name()
              + " first.",
          null);
    }
  }

  /** Ends what a killed run has left: branches nobody publishes, letters, columns half filled. */
  private void cleanUp(
      CapturedTables tables, SchemaFollower follower, SchemaWatch watch, DeadLetters letters) {
    for (CapturedTable captured : tables.all().values()) {
      LakeTable table = lake.open(captured.id());
      letters.admit(table);
      table.branches().like(Branch.STREAM_PREFIX).forEach(table.branches()::drop);
      follower.fillOlderRows(captured);
      watch.copyOlderRows(captured);
      table
          .state()
          .findReadPoint()
          .ifPresent(
              point ->
                  LOG.info(
                      "Will filter events before {} {} out of {} that the load has seen{}",
                      point.position().name(),
                      point.position().text(),
                      captured.id(),
                      point.seen().isEmpty() ? "" : " (" + point.seen() + ")"));
    }
  }

  private StartOffsets startOffsets(CapturedTables tables, KafkaTopics topics) {
    return new StartPlanner(
            settings.source().name(), lake, topics, settings.kafka(), settings.acceptedGaps())
        .plan(
            tables.all().values(),
            captured -> tables.topicOf(captured.mapping().source()),
            subscribed(topics.names()));
  }

  private Pattern topicPattern() {
    SourceConfig source = settings.source();
    String prefix = source.topicPrefix() + "." + source.connection().schema() + ".";
    String legal = prefix.replaceAll("[^a-zA-Z0-9._-]", "_");
    return Pattern.compile(legal.replace(".", "\\.") + ".*");
  }

  private SortedSet<String> subscribed(SortedSet<String> names) {
    SortedSet<String> ours = new TreeSet<>(names);
    ours.removeIf(name -> !topicPattern().matcher(name).matches());
    return ours;
  }

  /**
   * A topic comes into being with its first event, so a source may well have none yet. The
   * heartbeat topic tells such a source from one whose connector was never deployed.
   */
  private SortedSet<String> awaitTopics(KafkaTopics topics) {
    String heartbeat = "__debezium-heartbeat." + settings.source().topicPrefix();
    Instant deadline = clock.instant().plus(settings.topicTimeout());
    boolean said = false;
    while (true) {
      SortedSet<String> names = topics.names();
      SortedSet<String> ours = subscribed(names);
      if (!ours.isEmpty() || names.contains(heartbeat) || stop.isRequested()) {
        return ours;
      }
      if (clock.instant().isAfter(deadline)) {
        throw noTopics(heartbeat);
      }
      if (!said) {
        LOG.info("Waiting for the first topic of source {}", settings.source().name());
        said = true;
      }
      pause();
    }
  }

  private UnavailableException noTopics(String heartbeat) {
    String source = settings.source().name();
    return UnavailableException.permanent(
        "Cannot subscribe to the topics of source "
            + source
            + ": Kafka at "
            + settings.kafka().bootstrapServers()
            + " has neither a topic that matches "
            + topicPattern()
            + " nor "
            + heartbeat
            + " after "
            + settings.topicTimeout().toSeconds()
            + " s. Deploy debezium_"
            + source
            + "_cdc.json to Kafka Connect, or check kafka_topic_prefix in sources.yaml.",
        null);
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
