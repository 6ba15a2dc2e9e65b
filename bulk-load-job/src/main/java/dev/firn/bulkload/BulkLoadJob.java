package dev.firn.bulkload;

import dev.firn.bulkload.connector.ConnectorConfig;
import dev.firn.bulkload.connector.ConnectorConfigFile;
import dev.firn.bulkload.connector.ConnectorDeployment;
import dev.firn.bulkload.load.LoadProgress;
import dev.firn.bulkload.load.ParallelLoads;
import dev.firn.bulkload.load.TableLoader;
import dev.firn.bulkload.plan.BulkLoadPlan;
import dev.firn.bulkload.plan.BulkLoadPlanner;
import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.PlanText;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.config.SourceConfig;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTables;
import dev.firn.model.LoadOutcome;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.postgres.PostgresDialect;
import dev.firn.source.postgres.SnapshotReadSession;
import dev.firn.source.postgres.connect.ChangeCapture;
import dev.firn.status.RunLock;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bulk load as a table of contents: discover, plan, read at one instant, publish, report. */
final class BulkLoadJob {

  private static final Logger LOG = LoggerFactory.getLogger(BulkLoadJob.class);

  private final BulkLoadRequest request;
  private final SparkSession spark;
  private final PostgresDialect dialect;
  private final LakeTables lake;
  private final ConnectorConfigFile connectorFile;
  private final OperatorConsole conversation;
  private final String runId;
  private final Clock clock;

  BulkLoadJob(
      SparkSession spark, BulkLoadRequest request, OperatorConsole conversation, Clock clock) {
    SourceConfig source = request.source();
    this.spark = spark;
    this.request = request;
    this.conversation = conversation;
    this.clock = clock;
    this.runId = UUID.randomUUID().toString().substring(0, 8);
    this.dialect = PostgresDialect.of(source.connection());
    this.lake = LakeTables.open(spark, source.namespace().catalog());
    this.connectorFile = new ConnectorConfigFile(request.connectorDirectory());
  }

  /** What would be done, without doing any of it. */
  BulkLoadPlan plan() {
    return plan(discover());
  }

  LoadReport run() {
    Instant start = clock.instant();
    SourceConfig source = request.source();
    RunResultFile resultFile = new RunResultFile(request, runId, start, clock);
    try (RunLock lock = RunLock.acquire(lake, source.namespace(), source.name(), runId, clock);
        StatusTracker status = StatusTracker.open(lake, source.namespace(), clock)) {
      LOG.debug("Holding {}", lock);
      List<TableSchema> tables = discover();
      FreshStart freshStart = new FreshStart(lake, status, source, conversation);
      if (request.freshStart()) {
        freshStart.confirm(tables, request.selection());
      }
      BulkLoadPlan plan = plan(tables);
      LOG.info("{}: {}; {}", source.name(), plan, new PlanText(request).settings());
      plan.warnings().forEach(LOG::warn);
      FaultPoint.reached("load.plan", "");
      Map<TablePlan, LoadOutcome> outcomes = load(plan, tables, status);
      if (request.freshStart()) {
        freshStart.dropLeftovers(outcomes);
      }
      ConnectorConfig connector =
          ConnectorConfig.of(request.source(), contracts(), dialect.connectorOptions());
      connectorFile.write(connector);
      FaultPoint.reached("load.connector", "");
      LoadReport report =
          new LoadReport(request, outcomes, Duration.between(start, clock.instant()));
      conversation.out().print(report);
      resultFile.write(report);
      if (request.connect() != null) {
        new ConnectorDeployment(request.connect()).deploy(connector);
        conversation.out().printf("connector %s runs%n", connector.name());
      }
      return report;
    } catch (RuntimeException e) {
      resultFile.write(e);
      throw e;
    }
  }

  /** Of all tables of the source, whenever they were loaded. */
  private List<TableMapping> contracts() {
    SourceConfig source = request.source();
    return lake.list(source.namespace()).stream()
        .flatMap(id -> lake.find(id).stream())
        .flatMap(table -> table.state().findContract().stream())
        .filter(table -> table.source().schema().equals(source.connection().schema()))
        .toList();
  }

  private List<TableSchema> discover() {
    return request
        .selection()
        .among(
            dialect.discoverAll(request.selection().like()),
            request.settings().alsoLoaded(),
            request.source().connection().schema());
  }

  private BulkLoadPlan plan(List<TableSchema> tables) {
    SourceConfig source = request.source();
    return new BulkLoadPlanner(dialect, lake)
        .plan(request, tables, StatusTracker.read(lake, source.namespace()));
  }

  private Map<TablePlan, LoadOutcome> load(
      BulkLoadPlan plan, List<TableSchema> tables, StatusTracker status) {
    try (LoadProgress progress =
        new LoadProgress(plan.loads(), System.err, conversation.isTerminal(), clock).start()) {
      TableLoader loader =
          new TableLoader(spark, dialect, lake, request, runId, progress::splitDone, clock);
      ParallelLoads loads =
          new ParallelLoads(loader, status, progress, request.settings(), runId, clock);
      Map<TablePlan, LoadOutcome> outcomes = new LinkedHashMap<>();
      plan.tables().forEach(table -> outcomes.put(table, new LoadOutcome.Skipped("not reached")));
      outcomes.putAll(loads.withoutReading(plan));
      outcomes.putAll(read(plan.loads(), tables, loads));
      return outcomes;
    }
  }

  /**
   * All tables at one instant; if that is lost on the way, those that were not published yet at
   * another one. No table ever mixes two.
   */
  private Map<TablePlan.Load, LoadOutcome> read(
      List<TablePlan.Load> plans, List<TableSchema> tables, ParallelLoads loads) {
    Map<TablePlan.Load, LoadOutcome> outcomes = new LinkedHashMap<>();
    List<TablePlan.Load> left = plans;
    ChangeCapture capture = ChangeCapture.forSource(request.source().name());
    for (int lost = 0; !left.isEmpty(); lost++) {
      try (SnapshotReadSession session = dialect.openReadSession(tables, capture)) {
        FaultPoint.reached("load.slot", "");
        outcomes.putAll(loads.run(left, session));
        left =
            left.stream().filter(plan -> outcomes.get(plan) instanceof LoadOutcome.Failed).toList();
        if (left.isEmpty() || session.isAlive() || lost == request.settings().maxRetries()) {
          return outcomes;
        }
        LOG.warn(
            "The read point at {} {} was lost; {} tables that were not published yet begin anew"
                + " at another one",
            session.readPoint().position().name(),
            session.readPoint().position().text(),
            left.size());
      }
    }
    return outcomes;
  }
}
