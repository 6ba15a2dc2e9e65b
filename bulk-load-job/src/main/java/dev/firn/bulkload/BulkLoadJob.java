package dev.firn.bulkload;

import dev.firn.config.SourceConfig;
import dev.firn.error.UnavailableException;
import dev.firn.extract.ChangeCapture;
import dev.firn.extract.PostgresDialect;
import dev.firn.extract.PostgresEndpoint;
import dev.firn.extract.ReadSession;
import dev.firn.job.ConfirmationPrompt;
import dev.firn.lake.LakeTables;
import dev.firn.model.LoadOutcome;
import dev.firn.model.TableSchema;
import dev.firn.status.RunLock;
import dev.firn.status.StatusTracker;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bulk load as a table of contents: discover, plan, read at one instant, publish, report. */
final class BulkLoadJob {

  private static final Logger LOG = LoggerFactory.getLogger(BulkLoadJob.class);

  private final BulkLoadRequest request;
  private final PostgresDialect dialect;
  private final LakeTables lake;
  private final FreshStart freshStart;
  private final StatusTracker status;
  private final TableLoader loader;
  private final ConnectorConfigFile connectorFile;
  private final PrintStream out;
  private final String runId;
  private final Clock clock;

  private BulkLoadJob(
      SparkSession spark,
      BulkLoadRequest request,
      @Nullable ConfirmationPrompt prompt,
      PrintStream out,
      Clock clock) {
    SourceConfig source = request.source();
    this.request = request;
    this.out = out;
    this.clock = clock;
    this.runId = UUID.randomUUID().toString().substring(0, 8);
    this.dialect =
        new PostgresDialect(PostgresEndpoint.of(source.connection()), source.connection().schema());
    this.lake = LakeTables.open(spark, source.catalog());
    this.status = StatusTracker.open(lake, source.catalog(), source.namespace(), clock);
    this.freshStart = new FreshStart(lake, status, source, prompt, out);
    this.loader = new TableLoader(spark, dialect, lake, request, runId, clock);
    this.connectorFile = new ConnectorConfigFile(request.connectorDirectory());
  }

  /**
   * @param prompt asked before anything is dropped, or null if the operator has said yes already
   */
  static BulkLoadJob create(
      SparkSession spark,
      BulkLoadRequest request,
      @Nullable ConfirmationPrompt prompt,
      PrintStream out,
      Clock clock) {
    return new BulkLoadJob(spark, request, prompt, out, clock);
  }

  LoadReport run() {
    Instant start = clock.instant();
    SourceConfig source = request.source();
    try (RunLock lock =
            RunLock.acquire(
                lake, source.catalog(), source.namespace(), source.name(), runId, clock);
        status) {
      LOG.debug("Holding {}", lock);
      List<TableSchema> tables = discover();
      if (request.freshStart()) {
        freshStart.confirm(tables, request.tableFilter());
      }
      BulkLoadPlan plan = new BulkLoadPlanner(dialect, lake, status).plan(request, tables);
      LOG.info("{}: {}", request.source().name(), plan);
      Map<TablePlan, LoadOutcome> outcomes = load(plan, tables);
      if (request.freshStart()) {
        freshStart.dropLeftovers(outcomes);
      }
      connectorFile.write(ConnectorConfig.of(request.source()));
      LoadReport report =
          new LoadReport(request, outcomes, Duration.between(start, clock.instant()));
      out.print(report);
      return report;
    }
  }

  private List<TableSchema> discover() {
    List<TableSchema> tables = dialect.discover(request.tableFilter());
    if (tables.isEmpty()) {
      String schema = request.source().connection().schema();
      throw UnavailableException.permanent(
          "Cannot load source "
              + request.source().name()
              + ": schema \""
              + schema
              + "\" has no table"
              + (request.tableFilter() == null
                  ? " that the user can see. Check schema in database_connection."
                  : " whose name is like \""
                      + request.tableFilter()
                      + "\". Table names are compared as the catalog spells them."),
          null);
    }
    return tables;
  }

  private Map<TablePlan, LoadOutcome> load(BulkLoadPlan plan, List<TableSchema> tables) {
    ParallelLoads loads = new ParallelLoads(loader, status, request.settings(), runId, clock);
    if (plan.loads().isEmpty()) {
      return loads.withoutReading(plan);
    }
    ChangeCapture capture = ChangeCapture.forSource(request.source().name());
    try (ReadSession session = dialect.openReadSession(tables, capture)) {
      return loads.run(plan, session);
    }
  }
}
