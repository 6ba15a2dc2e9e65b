package dev.firn.cdc;

import dev.firn.config.SourceConfig;
import dev.firn.error.ConfigException;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.extract.PostgresDialect;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.UnavailableValue;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer as a table of contents: tables, topics, start offsets, stream, end. */
final class CdcConsumerJob {

  private static final Logger LOG = LoggerFactory.getLogger(CdcConsumerJob.class);

  private final SparkSession spark;
  private final StreamSettings settings;
  private final StopSignal stop;
  private final Clock clock;
  private final LakeTables lake;

  CdcConsumerJob(SparkSession spark, StreamSettings settings, StopSignal stop, Clock clock) {
    this.spark = spark;
    this.settings = settings;
    this.stop = stop;
    this.clock = clock;
    this.lake = LakeTables.open(spark, settings.source().catalog());
  }

  ExitCode run() {
    FaultPoint.reached("stream.start", "");
    SourceConfig source = settings.source();
    PostgresDialect dialect = PostgresDialect.of(source.connection());
    requireLoaded();
    CapturedTables tables = new CapturedTables(source, lake, dialect);
    SchemaMapper mapper = new SchemaMapper(source.unknownTypes());
    SchemaFollower follower = new SchemaFollower(spark, lake, dialect, mapper, settings.runId());
    SchemaWatch watch =
        new SchemaWatch(
            spark,
            lake,
            dialect,
            follower,
            mapper::decide,
            new SchemaChanges(
                lake, source.catalog(), source.namespace(), source.name(), settings.runId(), clock),
            settings.runId());
    long epoch =
        new Epochs(lake, source.catalog(), source.namespace(), clock)
            .claim(source.name(), settings.runId());
    FaultPoint.reached("stream.claim.after", "");
    DeadLetters letters =
        new DeadLetters(
            LetterBox.open(lake, source.catalog(), source.namespace()),
            source.name(),
            source.cdc().deadLetterLimit(),
            clock);
    cleanUp(tables, follower, watch, letters);
    new ContractReport(mapper::decide).say(tables.all(), watch.look(tables.all().keySet()));
    try (KafkaTopics topics = KafkaTopics.connect(settings.kafka());
        StatusTracker status =
            StatusTracker.open(lake, source.catalog(), source.namespace(), clock)) {
      SortedSet<String> subscribed = awaitTopics(topics);
      LOG.info("Subscribing to Kafka topics: {}", String.join(", ", subscribed));
      TableApplier applier =
          new TableApplier(
              spark, lake, letters, source.name(), settings.runId(), epoch, topics::identityOf);
      Arrivals arrivals = new Arrivals(tables, topics::isComplete, status, settings.runId(), clock);
      try (BatchApplier batches =
          new BatchApplier(tables, watch, arrivals, applier, status, settings, clock)) {
        TableLags lags =
            new TableLags(
                tables,
                lake,
                source.name(),
                settings.runId(),
                status,
                StatusTracker.read(lake, source.catalog(), source.namespace()),
                clock);
        ConnectorWatch connector = new ConnectorWatch(dialect, source, settings.untilIdle());
        StreamEnd end = new StreamEnd(settings, topics, connector, stop);
        new ChangeStream(spark, settings, batches, lags, topics, end)
            .run(topicPattern().pattern(), () -> startOffsets(tables, topics));
        return batches.exitCode();
      }
    }
  }

  private void requireLoaded() {
    List<String> namespace = settings.source().namespace();
    if (lake.list(namespace).stream().noneMatch(id -> id.name().equals(StatusTracker.TABLE))) {
      throw UnavailableException.permanent(
          "Cannot stream source "
              + settings.source().name()
              + ": nothing of it is loaded into "
              + String.join(".", namespace)
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
      table.branchesLike(TableApplier.BRANCH_PREFIX).forEach(table::dropBranch);
      follower.fillOlderRows(captured);
      watch.copyOlderRows(captured);
      table
          .findProperty(TableProperty.READ_POINT)
          .map(ReadPoint::parse)
          .ifPresent(
              point ->
                  LOG.info(
                      "Will filter events before LSN {} out of {} that the load has seen"
                          + " (transactions {})",
                      point.position().text(),
                      captured.id(),
                      point.visible()));
    }
  }

  /** Where the tables go on; if Kafka has lost events that they do not lack, they note it. */
  private StartOffsets startOffsets(CapturedTables tables, KafkaTopics topics) {
    SortedSet<String> subscribed = subscribed(topics.names());
    Map<String, String> ids = topics.ids(subscribed);
    TableLedger ledgers = new TableLedger(settings.source().name());
    Set<String> unavailable = UnavailableValue.markers(settings.source().name());
    Map<String, TopicNeed> needs = new TreeMap<>();
    Map<String, LostEvents.Reading> readings = new HashMap<>();
    for (CapturedTable captured : tables.all().values()) {
      TableId id = captured.mapping().source();
      LakeTable table = lake.open(captured.id());
      String topic = tables.topicOf(id);
      needs.put(id.name(), ledgers.need(table, topic, ids.getOrDefault(topic, "")));
      readings.put(
          id.name(),
          new LostEvents.Reading(
              table,
              new EnvelopeParser(
                  captured.mapping(), new ValueDecoder(unavailable), captured.rules())));
    }
    requireKnown(settings.acceptedGaps(), readings.keySet());
    StartOffsets start =
        StartOffsets.of(
            settings.source().name(),
            needs,
            topics.ranges(subscribed),
            ids,
            new LostEvents(readings, settings.acceptedGaps(), settings.kafka()));
    for (CapturedTable captured : tables.all().values()) {
      TableId id = captured.mapping().source();
      SortedMap<Integer, Long> begun = start.begun().get(id.name());
      if (begun != null) {
        String topic = tables.topicOf(id);
        ledgers.begin(lake.open(captured.id()), topic, ids.getOrDefault(topic, ""), begun);
      }
    }
    return start;
  }

  private void requireKnown(Set<String> accepted, Set<String> known) {
    for (String name : accepted) {
      if (!known.contains(name)) {
        throw new ConfigException(
            "Cannot accept a gap of "
                + name
                + ": source "
                + settings.source().name()
                + " has no such table in the lake. Give --accept-gap the names of source tables.");
      }
    }
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
