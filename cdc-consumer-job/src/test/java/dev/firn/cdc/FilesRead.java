package dev.firn.cdc;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.util.QueryExecutionListener;

/** Notes how many data files of Iceberg tables the scans of each finished query have read. */
final class FilesRead implements QueryExecutionListener {

  private final List<Long> read;
  private volatile boolean done;

  FilesRead(List<Long> read) {
    this.read = read;
  }

  @Override
  public void onSuccess(String function, QueryExecution execution, long nanos) {
    note(execution.executedPlan());
    done = true;
  }

  private void note(org.apache.spark.sql.execution.SparkPlan plan) {
    if (plan instanceof org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec adaptive) {
      note(adaptive.executedPlan());
    }
    if (plan instanceof org.apache.spark.sql.execution.adaptive.QueryStageExec stage) {
      note(stage.plan());
    }
    plan.metrics()
        .get("resultDataFiles")
        .foreach(
            metric -> {
              read.add(metric.value());
              return null;
            });
    for (int i = 0; i < plan.children().size(); i++) {
      note(plan.children().apply(i));
    }
  }

  @Override
  public void onFailure(String function, QueryExecution execution, Exception failure) {
    done = true;
  }

  /** Listeners are told later than the query returns. */
  void await(SparkSession spark) {
    for (int i = 0; i < 50 && !done; i++) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
