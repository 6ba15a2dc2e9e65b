package dev.firn.bulkload;

import dev.firn.bulkload.connector.ConnectorConfig;
import dev.firn.bulkload.connector.ConnectorConfigFile;
import dev.firn.bulkload.connector.ConnectorDeployment;
import dev.firn.bulkload.connector.FollowedTables;
import dev.firn.bulkload.load.LoadAtReadPoint;
import dev.firn.bulkload.load.LoadRun;
import dev.firn.bulkload.load.LoadSystems;
import dev.firn.bulkload.plan.BulkLoadPlan;
import dev.firn.bulkload.plan.BulkLoadPlanner;
import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.LoadedTables;
import dev.firn.bulkload.plan.NamespaceOwner;
import dev.firn.bulkload.plan.PlanText;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.config.ConnectAccess;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.Failures;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTables;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.DatabaseType;
import dev.firn.model.LoadOutcome;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.report.RunPages;
import dev.firn.source.SourceDatabase;
import dev.firn.status.RunLock;
import dev.firn.status.StatusTracker;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bulk load as a table of contents: discover, plan, read at one instant, publish, report. */
final class BulkLoadJob {

  private static final Logger LOG = LoggerFactory.getLogger(BulkLoadJob.class);

  private final BulkLoadRequest request;
  private final LoadSystems systems;
  private final OperatorConsole console;
  private final RunPages pages;
  private final Clock clock;

  BulkLoadJob(
      SparkSession spark,
      BulkLoadRequest request,
      OperatorConsole console,
      RunPages pages,
      Clock clock) {
    SourceConfig source = request.source();
    this.request = request;
    this.systems =
        new LoadSystems(
            SourceDatabase.of(source, request.kafka(), clock),
            spark,
            LakeTables.open(spark, source.namespace().catalog()));
    this.console = console;
    this.pages = pages;
    this.clock = clock;
  }

  /** What would be done, without doing any of it. */
  BulkLoadPlan plan() {
    BulkLoadPlanner planner = planner();
    return planner.plan(planner.choose(discover()));
  }

  LoadReport run() {
    LoadRun run = LoadRun.begin(request, clock);
    LoadResult result = new LoadResult(run, pages, systems.lake());
    try (RunLock lock = lock(run);
        StatusTracker status = StatusTracker.open(systems.lake(), namespace(), database(), clock)) {
      new ConnectorConfigFile(request.connectorDirectory()).requireWritable();
      List<TableSchema> tables = discover();
      FreshStart freshStart =
          FreshStart.confirmed(
              request, tables, () -> systems.database().discoverAll(null), systems.lake(), console);
      boolean captures = request.capturesChanges();
      boolean connectorComesFirst = captures && systems.database().connectorComesFirst();
      if (connectorComesFirst) {
        writeConnector(new Following(systems, request).findAhead(tables)).ifPresent(this::deploy);
      }
      MarkedStates states = new MarkedStates(systems.lake(), request.source(), clock);
      Map<TablePlan, LoadOutcome> outcomes = load(run, tables, status);
      states.record(outcomes);
      freshStart.dropLeftovers(outcomes, status);
      FollowedTables followed =
          captures ? followed(run, outcomes) : FollowedTables.none(uncaptured(outcomes));
      if (captures) {
        new LoadedTables(systems.lake(), request.source())
            .noteUnfollowed(followed.all(), followed.unfollowed());
      }
      LoadReport report = new LoadReport(request, outcomes, followed.unfollowed(), run.took());
      console.out().print(report);
      result.write(report);
      if (captures && !connectorComesFirst) {
        writeConnector(followed).ifPresent(this::deploy);
      }
      result.writePage(report);
      return report;
    } catch (Exception e) {
      RuntimeException told =
          LakeFailures.findOutage(e)
              .<RuntimeException>map(outage -> outage)
              .orElseGet(() -> Failures.unchecked(e));
      result.write(told);
      throw told;
    } finally {
      pages.line().ifPresent(console.out()::println);
    }
  }

  private RunLock lock(LoadRun run) {
    return RunLock.acquire(systems.lake(), namespace(), request.source().name(), run.id(), clock);
  }

  private SourceNamespace namespace() {
    return request.source().namespace();
  }

  private DatabaseType database() {
    return request.source().databaseType();
  }

  private List<TableSchema> discover() {
    new NamespaceOwner(systems.lake(), request.source()).require();
    return request
        .selection()
        .among(
            systems.database().discoverAll(request.selection().like()).stream()
                .filter(table -> !request.source().excludes(table.id().name()))
                .toList(),
            request.settings().alsoLoaded(),
            request.source().connection().schema());
  }

  private BulkLoadPlanner planner() {
    return new BulkLoadPlanner(
        systems.database(),
        systems.lake(),
        request,
        StatusTracker.read(systems.lake(), namespace(), database()),
        clock);
  }

  private Map<TablePlan, LoadOutcome> load(
      LoadRun run, List<TableSchema> tables, StatusTracker status) {
    LOG.info("{}: {}", request.source().name(), new PlanText(request).settings());
    BulkLoadPlanner planner = planner();
    return new LoadAtReadPoint(systems, status, run, console.isTerminal(), planner)
        .load(planner.choose(tables));
  }

  /** Why tables that this run was about are not followed; others may have been loaded otherwise. */
  private Map<TableId, String> uncaptured(Map<TablePlan, LoadOutcome> outcomes) {
    Map<TableId, String> uncaptured = new HashMap<>();
    for (TablePlan plan : outcomes.keySet()) {
      systems
          .lake()
          .find(plan.route().target())
          .flatMap(table -> table.state().findUnfollowed())
          .ifPresent(why -> uncaptured.put(plan.route().source(), why));
    }
    return uncaptured;
  }

  /** What was loaded is told even if the source is gone by then. */
  private FollowedTables followed(LoadRun run, Map<TablePlan, LoadOutcome> outcomes) {
    try {
      return new Following(systems, request).find();
    } catch (RuntimeException e) {
      console.out().print(new LoadReport(request, outcomes, Map.of(), run.took()));
      throw e;
    }
  }

  /** None if there is nothing to be followed: a connector without tables would read all. */
  private Optional<ConnectorConfig> writeConnector(FollowedTables followed) {
    if (followed.all().isEmpty()) {
      LOG.info("No table of {} is followed, so there is no connector", request.source().name());
      sayWhatIsKeptForNobody();
      return Optional.empty();
    }
    ConnectorConfig connector =
        ConnectorConfig.of(request.source(), followed, systems.database().connectorOptions());
    ConnectorConfigFile file = new ConnectorConfigFile(request.connectorDirectory());
    boolean isOther = file.filtersOtherwise(connector);
    String written = file.write(connector);
    if (isOther && request.connect() == null) {
      console
          .out()
          .printf(
              "connector %s reads other tables or columns now: deploy %s again, if it runs"
                  + " (PUT its config to /connectors/%s/config of Kafka Connect)%n",
              connector.name(), written, connector.name());
    }
    FaultPoint.reached("load.connector", "");
    return Optional.of(connector);
  }

  /** What the run has set up for a stream costs the server disk until somebody reads it. */
  private void sayWhatIsKeptForNobody() {
    String cleanUp = systems.database().connectorState().sayCleanUp();
    if (!cleanUp.isEmpty()) {
      console
          .out()
          .printf(
              "nothing of %s is followed, but the server keeps its log for that: load again, or %s%n",
              request.source().name(), cleanUp);
    }
  }

  /** As it is asked, if anybody has said how. */
  private ConnectAccess access(URI worker) {
    KafkaClusterConfig kafka = request.kafka();
    ConnectAccess asked = kafka == null ? null : kafka.connect();
    return asked == null ? ConnectAccess.of(worker) : asked;
  }

  private void deploy(ConnectorConfig connector) {
    if (request.connect() != null) {
      new ConnectorDeployment(access(request.connect()), clock).deploy(connector);
      console.out().printf("connector %s runs%n", connector.name());
    }
  }
}
