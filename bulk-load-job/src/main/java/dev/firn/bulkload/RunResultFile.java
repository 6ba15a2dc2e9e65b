package dev.firn.bulkload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bulkload.load.LoadRun;
import dev.firn.bulkload.plan.TablePlan;
import dev.firn.error.ExitCode;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import dev.firn.model.LoadOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code run_result.json}, for schedulers that lose what a run prints. It is written
 * whatever the end of the run; that it cannot be written is only logged.
 */
final class RunResultFile {

  private static final Logger LOG = LoggerFactory.getLogger(RunResultFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Readers may rely on the fields of a version; a field that changes its meaning raises it. */
  private static final int VERSION = 1;

  private final LoadRun run;

  RunResultFile(LoadRun run) {
    this.run = run;
  }

  void write(LoadReport report) {
    ObjectNode root = begin(report.exitCode());
    ArrayNode tables = root.putArray("tables");
    report.outcomes().forEach((plan, outcome) -> describe(tables.addObject(), plan, outcome));
    ObjectNode unfollowed = root.putObject("not_followed");
    report.unfollowed().forEach((table, why) -> unfollowed.put(table.toString(), why));
    write(root);
  }

  void write(RuntimeException failure) {
    ExitCode code = failure instanceof FirnException known ? known.exitCode() : ExitCode.BUG;
    ObjectNode root = begin(code);
    root.put("error", Failures.reason(failure));
    write(root);
  }

  private ObjectNode begin(ExitCode code) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("command", "bulk-load");
    root.put("source", run.request().source().name());
    root.put("run_id", run.id());
    root.put("started_at", run.start().toString());
    root.put("ended_at", run.now().toString());
    root.put("exit_code", code.code());
    return root;
  }

  private static void describe(ObjectNode node, TablePlan plan, LoadOutcome outcome) {
    node.put("table", plan.route().source().toString());
    node.put("target", plan.route().target().toString());
    outcome.match(
        loaded ->
            node.put("status", "loaded")
                .put("rows", loaded.rows())
                .put("bytes", loaded.bytes())
                .put("splits", loaded.splits())
                .put("retries", loaded.retries())
                .put("seconds", loaded.took().toMillis() / 1000.0)
                .put("snapshot_id", loaded.snapshotId()),
        skipped -> node.put("status", "skipped").put("reason", skipped.reason()),
        failed ->
            node.put("status", "failed")
                .put("attempts", failed.attempts())
                .put("reason", Failures.reason(failed.cause())));
  }

  private void write(ObjectNode root) {
    Path file =
        run.request()
            .resultDirectory()
            .resolve(run.request().source().name() + "-" + run.id())
            .resolve("run_result.json");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
      LOG.info("Wrote {}", file);
    } catch (IOException e) {
      LOG.warn("Cannot write {}: {}. The run itself has ended as it says.", file, e.toString());
    }
  }
}
