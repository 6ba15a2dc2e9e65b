package dev.firn.bulkload.load;

import dev.firn.error.Failures;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Runs slices as Spark tasks. */
final class SplitTasks {

  private final JavaSparkContext spark;

  SplitTasks(SparkSession session) {
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  /**
   * A slice that was tried with others: its result, or why there is none.
   *
   * @param result null if the slice failed
   */
  record Tried(SplitTask.@Nullable Result result, @Nullable String failure)
      implements Serializable {}

  /** Runs one slice as a job of one task; whoever wants several at once calls from many threads. */
  SplitTask.Result run(String description, SplitTask task) {
    return runOne(description, only -> task.run());
  }

  /** Runs slices one after the other in one task; one that fails stops no other. */
  List<Tried> runTogether(String description, List<SplitTask> tasks) {
    return runOne(description, only -> attemptAll(tasks));
  }

  private <T> T runOne(String description, Function<Integer, T> task) {
    spark.sc().setJobDescription(description);
    try {
      return spark.parallelize(List.of(0), 1).map(task).first();
    } catch (Exception e) {
      throw Failures.unchecked(e);
    }
  }

  private static List<Tried> attemptAll(List<SplitTask> tasks) {
    List<Tried> done = new ArrayList<>();
    for (SplitTask task : tasks) {
      try {
        done.add(new Tried(task.run(), null));
      } catch (RuntimeException e) {
        done.add(new Tried(null, Failures.reason(e)));
      }
    }
    return done;
  }
}
