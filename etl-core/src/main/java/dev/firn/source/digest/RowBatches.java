package dev.firn.source.digest;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Rows of the lake as the columns in which Iceberg has read them, before Spark makes rows of them;
 * what is deleted is left out by Iceberg.
 */
public final class RowBatches {

  private RowBatches() {}

  /**
   * The same rows in the same partitions.
   *
   * @return empty if they are made of what was read by more than leaving columns out, or if Iceberg
   *     reads rows: of nested columns, of other files than Parquet, or where it is told so
   */
  public static Optional<JavaRDD<ColumnarBatch>> find(Dataset<Row> rows) {
    SparkPlan plan = rows.queryExecution().executedPlan();
    if (!(read(plan) instanceof BatchScanExec scan) || !scan.supportsColumnar()) {
      return Optional.empty();
    }
    List<Long> held = ids(scan);
    int[] wanted = ids(plan).stream().mapToInt(held::indexOf).toArray();
    for (int column : wanted) {
      if (column < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(inOrder(scan.executeColumnar().toJavaRDD(), wanted));
  }

  /** What is below the parts of a plan that leave values as they are. */
  private static SparkPlan read(SparkPlan plan) {
    if (plan instanceof WholeStageCodegenExec code) {
      return read(code.child());
    }
    if (plan instanceof InputAdapter adapter) {
      return read(adapter.child());
    }
    if (plan instanceof ColumnarToRowExec transition) {
      return read(transition.child());
    }
    // A column that it makes has a number that nothing below it has.
    return plan instanceof ProjectExec project ? read(project.child()) : plan;
  }

  private static List<Long> ids(SparkPlan plan) {
    return CollectionConverters.asJava(plan.output()).stream()
        .map(Attribute::exprId)
        .map(id -> id.id())
        .toList();
  }

  private static JavaRDD<ColumnarBatch> inOrder(JavaRDD<ColumnarBatch> batches, int[] wanted) {
    return batches.map(
        batch -> {
          ColumnVector[] columns = new ColumnVector[wanted.length];
          for (int i = 0; i < wanted.length; i++) {
            columns[i] = batch.column(wanted[i]);
          }
          return new ColumnarBatch(columns, batch.numRows());
        });
  }
}
