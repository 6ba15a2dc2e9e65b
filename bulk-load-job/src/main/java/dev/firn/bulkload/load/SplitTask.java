package dev.firn.bulkload.load;

import dev.firn.fault.FaultPoint;
import dev.firn.lake.rows.RowFiles;
import dev.firn.lake.rows.WrittenFiles;
import dev.firn.source.SentRows;
import dev.firn.source.SplitRead;
import dev.firn.source.SplitRows;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.executor.TaskMetrics;

/**
 * Slices of a table, read and written in one go where a Spark task runs.
 *
 * @param reads several if they are so small that each is not worth a task and files of its own
 */
record SplitTask(List<SplitRead> reads, RowFiles files) implements Serializable {

  /**
   * What became of them.
   *
   * @param sent what the source says it has sent
   */
  record Result(SentRows sent, WrittenFiles files) implements Serializable {}

  /** What Spark's UI says of a task: rows and bytes that went in and out. */
  private static void show(SplitRows rows, WrittenFiles written) {
    TaskMetrics metrics = TaskContext.get().taskMetrics();
    metrics.inputMetrics().incRecordsRead(rows.sent().rows());
    metrics.inputMetrics().incBytesRead(rows.bytes());
    // A task may write several small tables.
    metrics
        .outputMetrics()
        .setRecordsWritten(metrics.outputMetrics().recordsWritten() + written.rows());
    metrics
        .outputMetrics()
        .setBytesWritten(metrics.outputMetrics().bytesWritten() + written.bytes());
  }

  Result run() {
    try (SplitRows rows = new ChainedRows(reads)) {
      WrittenFiles written = files.write(rows, TaskContext.get().taskAttemptId());
      show(rows, written);
      FaultPoint.reached("load.split.write", reads.get(0).table().name());
      return new Result(rows.sent(), written);
    }
  }
}
