package dev.firn.cdc;

import dev.firn.cdc.apply.BatchApplier;
import dev.firn.cdc.apply.BatchDecoder;
import dev.firn.cdc.apply.RunStart;
import dev.firn.cdc.apply.SourceQuestions;
import dev.firn.cdc.apply.TableApplier;
import dev.firn.cdc.apply.TableOutcomes;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.cdc.connector.ConnectorProof;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.deadletter.OpenDeadLetters;
import dev.firn.cdc.drift.ContractReport;
import dev.firn.cdc.drift.OlderRows;
import dev.firn.cdc.drift.SchemaChanges;
import dev.firn.cdc.drift.SchemaWatch;
import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.HeldContract;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.ConsumerGroup;
import dev.firn.cdc.kafka.KafkaTopics;
import dev.firn.cdc.kafka.SourceTopics;
import dev.firn.cdc.ledger.ConsumerRun;
import dev.firn.cdc.ledger.FencingEpochs;
import dev.firn.cdc.ledger.RunProgress;
import dev.firn.cdc.ledger.StartOffsets;
import dev.firn.cdc.ledger.StartPlanner;
import dev.firn.cdc.stream.ChangeStream;
import dev.firn.cdc.stream.ConnectorMonitor;
import dev.firn.cdc.stream.StopCondition;
import dev.firn.cdc.stream.StreamHealth;
import dev.firn.cdc.stream.StreamStatusWriter;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.cdc.tables.NewTableHandling;
import dev.firn.cdc.tables.Sinks;
import dev.firn.cdc.tables.SourceVerifier;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.error.Failures;
import dev.firn.fault.FaultPoint;
import dev.firn.job.RunResult;
import dev.firn.job.StopSignal;
import dev.firn.lake.LakeTables;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.lineage.Flow;
import dev.firn.lineage.Lineage;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.page.Page;
import dev.firn.report.RunMetrics;
import dev.firn.report.RunPages;
import dev.firn.retry.Outages;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.SourceDatabase;
import dev.firn.status.EmptyTables;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The consumer as a table of contents: tables, topics, start offsets, stream, end. */
public final class CdcConsumerJob {

  private final SparkSession spark;
  private final StreamSettings settings;
  private final SourceConfig source;
  private final StopSignal stop;
  private final Clock clock;
  private final LakeTables lake;
  private final SourceDatabase database;
  private final SchemaMapper mapper;
  private final Sinks sinks;
  private final OlderRows olderRows;
  private final Outages outages;
  private final StreamHealth health;

  /** Null until the stream begins. */
  private volatile @Nullable TableOutcomes outcomes;

  private final RunPages pages;

  /** A run of which nobody has said what its configuration looks like. */
  public CdcConsumerJob(SparkSession spark, StreamSettings settings, StopSignal stop, Clock clock) {
    this(spark, settings, stop, new RunPages("cdc", settings.source(), List.of(), clock), clock);
  }

  CdcConsumerJob(
      SparkSession spark, StreamSettings settings, StopSignal stop, RunPages pages, Clock clock) {
    this.pages = pages;
    this.spark = spark;
    this.settings = settings;
    this.source = settings.source();
    this.stop = stop;
    this.clock = clock;
    this.lake = LakeTables.open(spark, source.namespace().catalog());
    this.database = SourceDatabase.of(source, settings.kafka(), clock);
    this.mapper = new SchemaMapper(source.unknownTypes(), source.databaseType());
    this.sinks = Sinks.of(spark, clock, source);
    this.outages = new Outages(source.outageTimeout());
    Metrics metrics = RunMetrics.begin("cdc", source.name(), clock);
    metrics.set(Metric.CDC_TRIGGER_INTERVAL, settings.triggerInterval().toMillis() / 1000.0);
    this.health = new StreamHealth(settings.triggerInterval(), outages, metrics);
    this.olderRows = new OlderRows(spark, lake, settings.runId());
  }

  /**
   * The tables of a run, and what is done to them.
   *
   * @param unprepared those with which something was wrong at the start
   */
  private record Parts(
      ConsumerRun run,
      CapturedTables tables,
      SchemaWatch schemas,
      DeadLetters letters,
      Map<CapturedTable, RuntimeException> unprepared) {}

  /** The same for those who want to know what runs move. */
  ExitCode runAndTell() {
    try (Lineage lineage = Lineage.begin(source, "cdc", settings.kafka(), lake, clock)) {
      lineage.goesOn(this::flows);
      try {
        ExitCode code = run();
        lineage.ended(code, this::flows);
        return code;
      } catch (RuntimeException e) {
        lineage.failed(e, this::flows);
        throw e;
      }
    }
  }

  private List<Flow> flows() {
    TableOutcomes told = outcomes;
    return told == null
        ? List.of()
        : told.eventsByTable().entrySet().stream()
            .map(table -> Flow.written(table.getKey(), table.getValue(), null))
            .toList();
  }

  /**
   * @return how the stream has ended: ok, or with tables that failed
   * @throws dev.firn.error.FirnException if it could not begin or go on
   */
  public ExitCode run() {
    RunResult result =
        new RunResult(settings.home(), "cdc", source.name(), settings.runId(), clock);
    try {
      ExitCode code = follow();
      result.write(code, tables(), notFollowed());
      pages.write(
          result.directory(),
          new RunPages.RunState(settings.runId(), code),
          lake,
          new StreamPage(outcomes, code, clock.instant())::story);
      return code;
    } catch (Exception e) {
      RuntimeException told =
          LakeFailures.findOutage(e)
              .<RuntimeException>map(outage -> outage)
              .orElseGet(() -> Failures.unchecked(e));
      result.write(told, tables(), notFollowed());
      RunPages.RunState failed = RunPages.RunState.failed(settings.runId(), told);
      pages.write(
          result.directory(),
          failed,
          lake,
          overview ->
              new StreamPage(outcomes, failed.code(), clock.instant())
                  .story(overview)
                  .failing(told));
      throw told;
    }
  }

  StreamHealth health() {
    return health;
  }

  /** How it is while it goes on. */
  Page page(int refreshSeconds) {
    return pages.page(
        new RunPages.RunState(settings.runId(), null),
        lake,
        new StreamPage(outcomes, null, clock.instant())::story,
        refreshSeconds);
  }

  private List<Map<String, Object>> tables() {
    return outcomes == null ? List.of() : outcomes.describe();
  }

  private Map<TableId, String> notFollowed() {
    return outcomes == null ? Map.of() : outcomes.notFollowed();
  }

  private ExitCode follow() {
    FaultPoint.reached("stream.start", "");
    requireLoaded();
    CapturedTables tables = new CapturedTables(source, lake, database, sinks);
    ConsumerRun run = claim();
    DeadLetters letters = letters();
    Map<CapturedTable, RuntimeException> unprepared =
        new RunStart(lake, letters, olderRows).prepare(tables.targets());
    Parts parts = new Parts(run, tables, schemas(), letters, unprepared);
    new ContractReport(mapper::decide)
        .say(tables.all(), parts.schemas().look(tables.ids()).asked());
    try (KafkaTopics topics = KafkaTopics.connect(settings.kafka());
        StatusTracker status =
            StatusTracker.open(lake, source.namespace(), source.databaseType(), clock)) {
      SourceTopics ours = new SourceTopics(topics, source, settings.kafka());
      ours.await(settings.topicTimeout(), stop::isRequested, clock);
      return stream(parts, topics, ours, status);
    }
  }

  private ConsumerRun claim() {
    long epoch =
        new FencingEpochs(lake, source.namespace(), clock).claim(source.name(), settings.runId());
    FaultPoint.reached("stream.claim.after", "");
    return new ConsumerRun(source.name(), settings.runId(), epoch);
  }

  private SchemaWatch schemas() {
    SchemaChanges changes =
        new SchemaChanges(lake, source.namespace(), source.name(), settings.runId(), clock);
    return new SchemaWatch(lake, database, mapper, changes, olderRows, outages);
  }

  private DeadLetters letters() {
    return new DeadLetters(
        DeadLetterTable.open(lake, source.namespace()),
        source.name(),
        source.cdc().deadLetterLimit(),
        clock);
  }

  private ExitCode stream(
      Parts parts, KafkaTopics topics, SourceTopics ours, StatusTracker status) {
    TableOutcomes outcomes =
        new TableOutcomes(
            status, settings.runId(), clock, parts.tables(), outages, source.outageTimeout());
    this.outcomes = outcomes;
    parts.unprepared().forEach(outcomes::quarantine);
    parts
        .tables()
        .gaps()
        .forEach((table, why) -> outcomes.quarantine(table, GapErrors.tableIsCutOff(table, why)));
    StreamStatusWriter reports =
        new StreamStatusWriter(
            parts.tables(),
            lake,
            outcomes,
            new ConsumerGroup(topics, settings.group()),
            StatusTracker.read(lake, source.namespace(), source.databaseType()));
    ConnectorMonitor connector =
        new ConnectorMonitor(
            database,
            source,
            settings.untilIdle(),
            outages,
            why -> cutOff(parts.tables(), outcomes, why));
    StopCondition end = new StopCondition(settings, topics, connector, stop, outcomes);
    ConnectorProof connectors = ConnectorProof.of(lake, source, settings.kafka(), database, clock);
    RunProgress progress = new RunProgress(parts.run(), topics::identityOf, connectors);
    StartPlanner start =
        new StartPlanner(lake, progress, topics, settings.kafka(), settings.acceptedGaps());
    NewTableHandling newTables =
        new NewTableHandling(parts.tables(), topics::isComplete, status, settings.runId(), clock);
    newTables.tell();
    SourceQuestions questions =
        new SourceQuestions(parts.schemas(), newTables, new SourceVerifier(database), connectors);
    try (BatchApplier batches = batches(parts, questions, progress, outcomes)) {
      batches.followAll(false);
      new ChangeStream(spark, settings, batches, reports, end, health)
          .run(ours.pattern(), () -> startOffsets(start, parts.tables(), ours, outcomes));
      batches.followAll(settings.untilIdle() != null && !stop.isRequested());
    } finally {
      outcomes.say();
    }
    return outcomes.exitCode();
  }

  /** All tables, also those of which a first change is still to come. */
  private void cutOff(CapturedTables tables, TableOutcomes outcomes, String why) {
    new EmptyTables(lake, source.namespace()).forget();
    tables
        .all()
        .values()
        .forEach(table -> outcomes.quarantine(table, HeldContract.cutOff(lake, table, why)));
  }

  private BatchApplier batches(
      Parts parts, SourceQuestions questions, RunProgress progress, TableOutcomes outcomes) {
    BatchDecoder decoder =
        new BatchDecoder(
            parts.tables(),
            questions,
            new OpenDeadLetters(lake, parts.letters(), UnavailableValue.markers(source.name())),
            outcomes,
            source);
    TableApplier applier = new TableApplier(lake, sinks, progress, parts.letters(), clock);
    return new BatchApplier(
        decoder, parts.tables(), applier, outcomes, source.cdc().tablesAtOnce());
  }

  private static StartOffsets startOffsets(
      StartPlanner planner, CapturedTables tables, SourceTopics topics, TableOutcomes outcomes) {
    return planner.plan(
        tables.targets().stream()
            .filter(table -> !outcomes.isQuarantined(table.mapping().source()))
            .toList(),
        captured -> tables.topicOf(captured.mapping().source()),
        topics.requireKept(),
        outcomes::quarantine);
  }

  private void requireLoaded() {
    SourceNamespace namespace = source.namespace();
    if (lake.list(namespace).stream().noneMatch(id -> id.name().equals(StatusTracker.TABLE))) {
      throw StreamErrors.nothingIsLoaded(source);
    }
  }
}
