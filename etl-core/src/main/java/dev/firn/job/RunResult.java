package dev.firn.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.config.LogFormat;
import dev.firn.error.ExitCode;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import dev.firn.files.Directory;
import dev.firn.model.TableId;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code run_result.json}, for schedulers that lose what a run prints. It is written
 * whatever the end of the run; that it cannot be written is only logged. As long as it is not
 * written, what is logged goes where the logs of runs are kept.
 */
public final class RunResult {

  private static final Logger LOG = LoggerFactory.getLogger(RunResult.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Readers may rely on the fields of a version; a field that changes its meaning raises it. */
  private static final int VERSION = 1;

  private static final String DIRECTORY = "runs";
  private static final String FILE = "run_result.json";

  private final Directory directory;
  private final RunLogs logs;
  private final Clock clock;
  private final ObjectNode root = JSON.createObjectNode();
  private final Runnable interrupted = this::writeInterrupted;
  private boolean isWritten;

  /**
   * To be made when the run begins.
   *
   * @param home where results and logs are kept
   * @param command as it is typed
   */
  public RunResult(Directory home, String command, String source, String runId, Clock clock) {
    this.directory = home.below(DIRECTORY).below(source + "-" + runId);
    this.clock = clock;
    this.logs =
        RunLogs.begin(home, directory, new RunLabel(command, source, runId), LogFormat.find());
    root.put("version", VERSION);
    root.put("command", command);
    root.put("source", source);
    root.put("run_id", runId);
    root.put("started_at", clock.instant().toString());
    Interruption.announce(interrupted);
  }

  /** Where it is, and whatever else the run leaves. */
  public Directory directory() {
    return directory;
  }

  /**
   * Writes how the run has ended.
   *
   * @param tables what is to be said of each, by the names of the fields, in their order
   * @param notFollowed why changes of tables that the lake has do not come
   */
  public synchronized void write(
      ExitCode code, List<Map<String, Object>> tables, Map<TableId, String> notFollowed) {
    end(code.code(), tables, notFollowed);
  }

  /** By Ctrl+C; what tables have become by then {@code _cdc_status} tells. */
  private synchronized void writeInterrupted() {
    root.put("error", "ended by Ctrl+C");
    end(Interruption.CODE, List.of(), Map.of());
  }

  private void end(int code, List<Map<String, Object>> tables, Map<TableId, String> notFollowed) {
    Interruption.recall(interrupted);
    if (isWritten) {
      return;
    }
    isWritten = true;
    root.put("ended_at", clock.instant().toString());
    root.put("exit_code", code);
    logs.ended(code);
    root.set("tables", JSON.valueToTree(tables));
    Map<String, String> reasons = new TreeMap<>();
    notFollowed.forEach((table, why) -> reasons.put(table.toString(), why));
    root.set("not_followed", JSON.valueToTree(reasons));
    write();
  }

  /** Writes that the run has failed, with the code that the process ends with. */
  public synchronized void write(
      Throwable failure, List<Map<String, Object>> tables, Map<TableId, String> notFollowed) {
    ExitCode code =
        Failures.operatorError(failure).map(FirnException::exitCode).orElse(ExitCode.BUG);
    root.put("error", Failures.reason(failure));
    logs.failed(failure);
    write(code, tables, notFollowed);
  }

  private void write() {
    try {
      directory.write(FILE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
      LOG.info("Wrote {}", directory.locate(FILE));
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Cannot write {}: {}. The run itself has ended as it says.",
          directory.locate(FILE),
          e.toString());
    } finally {
      logs.close();
    }
  }
}
