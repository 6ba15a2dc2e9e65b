package dev.firn.bulkload;

import dev.firn.bulkload.connector.ConnectorConfig;
import dev.firn.bulkload.connector.ConnectorConfigFile;
import dev.firn.bulkload.connector.ConnectorDeployment;
import dev.firn.bulkload.load.LoadAtReadPoint;
import dev.firn.bulkload.load.LoadRun;
import dev.firn.bulkload.load.LoadSystems;
import dev.firn.bulkload.plan.BulkLoadPlan;
import dev.firn.bulkload.plan.BulkLoadPlanner;
import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.NamespaceOwner;
import dev.firn.bulkload.plan.PlanText;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.config.SourceConfig;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTables;
import dev.firn.model.LoadOutcome;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.SourceDatabase;
import dev.firn.status.RunLock;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bulk load as a table of contents: discover, plan, read at one instant, publish, report. */
final class BulkLoadJob {

  private static final Logger LOG = LoggerFactory.getLogger(BulkLoadJob.class);

  private final BulkLoadRequest request;
  private final LoadSystems systems;
  private final OperatorConsole console;
  private final Clock clock;

  BulkLoadJob(SparkSession spark, BulkLoadRequest request, OperatorConsole console, Clock clock) {
    SourceConfig source = request.source();
    this.request = request;
    this.systems =
        new LoadSystems(
            SourceDatabase.of(source, clock),
            spark,
            LakeTables.open(spark, source.namespace().catalog()));
    this.console = console;
    this.clock = clock;
  }

  /** What would be done, without doing any of it. */
  BulkLoadPlan plan() {
    return plan(discover());
  }

  LoadReport run() {
    LoadRun run = LoadRun.begin(request, clock);
    try (RunLock lock = lock(run);
        StatusTracker status = StatusTracker.open(systems.lake(), namespace(), clock)) {
      List<TableSchema> tables = discover();
      FreshStart freshStart = FreshStart.confirmed(request, tables, systems.lake(), console);
      BulkLoadPlan plan = announced(plan(tables));
      Map<TablePlan, LoadOutcome> outcomes = load(run, plan, tables, status);
      freshStart.dropLeftovers(outcomes, status);
      ConnectorConfig connector = writeConnector();
      LoadReport report = report(run, outcomes);
      deploy(connector);
      return report;
    } catch (RuntimeException e) {
      new RunResultFile(run).write(e);
      throw e;
    }
  }

  private RunLock lock(LoadRun run) {
    return RunLock.acquire(systems.lake(), namespace(), request.source().name(), run.id(), clock);
  }

  private SourceNamespace namespace() {
    return request.source().namespace();
  }

  private List<TableSchema> discover() {
    new NamespaceOwner(systems.lake(), request.source()).require();
    return request
        .selection()
        .among(
            systems.database().discoverAll(request.selection().like()),
            request.settings().alsoLoaded(),
            request.source().connection().schema());
  }

  private BulkLoadPlan plan(List<TableSchema> tables) {
    return new BulkLoadPlanner(systems.database(), systems.lake())
        .plan(request, tables, StatusTracker.read(systems.lake(), namespace()));
  }

  private BulkLoadPlan announced(BulkLoadPlan plan) {
    LOG.info("{}: {}; {}", request.source().name(), plan, new PlanText(request).settings());
    plan.warnings().forEach(LOG::warn);
    FaultPoint.reached("load.plan", "");
    return plan;
  }

  private Map<TablePlan, LoadOutcome> load(
      LoadRun run, BulkLoadPlan plan, List<TableSchema> tables, StatusTracker status) {
    return new LoadAtReadPoint(systems, status, run, console.isTerminal()).load(plan, tables);
  }

  private ConnectorConfig writeConnector() {
    ConnectorConfig connector =
        ConnectorConfig.of(request.source(), contracts(), systems.database().connectorOptions());
    new ConnectorConfigFile(request.connectorDirectory()).write(connector);
    FaultPoint.reached("load.connector", "");
    return connector;
  }

  /** Of all tables of the source, whenever they were loaded. */
  private List<TableMapping> contracts() {
    SourceConfig source = request.source();
    LakeTables lake = systems.lake();
    return lake.list(namespace()).stream()
        .flatMap(id -> lake.find(id).stream())
        .flatMap(table -> table.state().findContract().stream())
        .filter(table -> table.source().schema().equals(source.connection().schema()))
        .toList();
  }

  private LoadReport report(LoadRun run, Map<TablePlan, LoadOutcome> outcomes) {
    LoadReport report = new LoadReport(request, outcomes, run.took());
    console.out().print(report);
    new RunResultFile(run).write(report);
    return report;
  }

  private void deploy(ConnectorConfig connector) {
    if (request.connect() != null) {
      new ConnectorDeployment(request.connect(), clock).deploy(connector);
      console.out().printf("connector %s runs%n", connector.name());
    }
  }
}
