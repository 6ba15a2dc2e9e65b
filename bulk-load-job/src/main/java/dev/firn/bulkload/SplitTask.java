package dev.firn.bulkload;

import dev.firn.extract.SplitRead;
import dev.firn.extract.SplitRows;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.RowFiles;
import dev.firn.lake.WrittenFiles;
import java.io.Serializable;
import org.apache.spark.TaskContext;

/** One slice of a table, read and written in one go where a Spark task runs. */
record SplitTask(SplitRead read, RowFiles files) implements Serializable {

  /**
   * What became of a slice.
   *
   * @param sent rows that the source says it has sent
   */
  record Result(long sent, WrittenFiles files) implements Serializable {}

  Result run() {
    try (SplitRows rows = read.open()) {
      WrittenFiles written = files.write(rows, TaskContext.get().taskAttemptId());
      FaultPoint.reached("load.split.write", read.read().mapping().source().name());
      return new Result(rows.sent(), written);
    }
  }
}
