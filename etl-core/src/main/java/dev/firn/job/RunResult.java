package dev.firn.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.error.ExitCode;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import dev.firn.model.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code run_result.json}, for schedulers that lose what a run prints. It is written
 * whatever the end of the run; that it cannot be written is only logged.
 */
public final class RunResult {

  private static final Logger LOG = LoggerFactory.getLogger(RunResult.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Readers may rely on the fields of a version; a field that changes its meaning raises it. */
  private static final int VERSION = 1;

  private final Path file;
  private final Clock clock;
  private final ObjectNode root = JSON.createObjectNode();

  /**
   * To be made when the run begins.
   *
   * @param directory of all results
   * @param command as it is typed
   */
  public RunResult(Path directory, String command, String source, String runId, Clock clock) {
    this.file = directory.resolve(source + "-" + runId).resolve("run_result.json");
    this.clock = clock;
    root.put("version", VERSION);
    root.put("command", command);
    root.put("source", source);
    root.put("run_id", runId);
    root.put("started_at", clock.instant().toString());
  }

  /**
   * Writes how the run has ended.
   *
   * @param tables what is to be said of each, by the names of the fields, in their order
   * @param notFollowed why changes of tables that the lake has do not come
   */
  public void write(
      ExitCode code, List<Map<String, Object>> tables, Map<TableId, String> notFollowed) {
    root.put("ended_at", clock.instant().toString());
    root.put("exit_code", code.code());
    root.set("tables", JSON.valueToTree(tables));
    Map<String, String> reasons = new TreeMap<>();
    notFollowed.forEach((table, why) -> reasons.put(table.toString(), why));
    root.set("not_followed", JSON.valueToTree(reasons));
    write();
  }

  /** Writes that the run has failed, with the code that the process ends with. */
  public void write(
      Throwable failure, List<Map<String, Object>> tables, Map<TableId, String> notFollowed) {
    ExitCode code =
        Failures.operatorError(failure).map(FirnException::exitCode).orElse(ExitCode.BUG);
    root.put("error", Failures.reason(failure));
    write(code, tables, notFollowed);
  }

  private void write() {
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
