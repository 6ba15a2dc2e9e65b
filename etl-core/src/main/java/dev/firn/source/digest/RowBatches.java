package dev.firn.source.digest;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;
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
   * @return empty if they are made of what was read by more than leaving rows and columns out, or
   *     if Iceberg reads rows: of nested columns, of other files than Parquet, or where it is told
   *     so
   */
  public static Optional<JavaRDD<RowBatch>> find(Dataset<Row> rows) {
    SparkPlan plan = rows.queryExecution().executedPlan();
    List<Expression> conditions = new ArrayList<>();
    SparkPlan scan = read(plan, conditions);
    if (!(scan instanceof BatchScanExec) || !scan.supportsColumnar()) {
      return Optional.empty();
    }
    List<Long> held = ids(scan.output());
    int[] wanted = ids(plan.output()).stream().mapToInt(held::indexOf).toArray();
    boolean hasAll =
        IntStream.of(wanted).allMatch(column -> column >= 0)
            && conditions.stream()
                .allMatch(
                    condition ->
                        condition.deterministic()
                            && held.containsAll(ids(condition.references().toSeq())));
    return hasAll
        ? Optional.of(
            chosen(
                scan.executeColumnar().toJavaRDD(),
                wanted,
                conditions.stream().reduce(And::new).orElse(null),
                scan.output()))
        : Optional.empty();
  }

  /**
   * What is below the parts of a plan that leave values as they are.
   *
   * @param conditions that rows of it have to meet, which are added
   */
  private static SparkPlan read(SparkPlan plan, List<Expression> conditions) {
    if (plan instanceof WholeStageCodegenExec code) {
      return read(code.child(), conditions);
    }
    if (plan instanceof InputAdapter adapter) {
      return read(adapter.child(), conditions);
    }
    if (plan instanceof ColumnarToRowExec transition) {
      return read(transition.child(), conditions);
    }
    if (plan instanceof FilterExec filter) {
      conditions.add(filter.condition());
      return read(filter.child(), conditions);
    }
    // A column that it makes has a number that nothing below it has.
    return plan instanceof ProjectExec project ? read(project.child(), conditions) : plan;
  }

  private static List<Long> ids(Seq<Attribute> columns) {
    return CollectionConverters.asJava(columns).stream()
        .map(Attribute::exprId)
        .map(id -> id.id())
        .toList();
  }

  private static JavaRDD<RowBatch> chosen(
      JavaRDD<ColumnarBatch> batches,
      int[] wanted,
      @Nullable Expression condition,
      Seq<Attribute> held) {
    return batches.mapPartitions(
        piece ->
            new Choice(
                piece,
                wanted,
                condition == null ? null : Predicate$.MODULE$.create(condition, held)));
  }

  /** Those rows of batches that meet a condition. */
  private static final class Choice implements Iterator<RowBatch> {
    private final Iterator<ColumnarBatch> batches;
    private final int[] wanted;
    private final @Nullable BasePredicate condition;

    Choice(Iterator<ColumnarBatch> batches, int[] wanted, @Nullable BasePredicate condition) {
      this.batches = batches;
      this.wanted = wanted;
      this.condition = condition;
      if (condition != null) {
        condition.initialize(TaskContext.getPartitionId());
      }
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public RowBatch next() {
      ColumnarBatch batch = batches.next();
      return new RowBatch(
          columns(batch, wanted), condition == null ? null : rows(batch, condition));
    }
  }

  private static ColumnarBatch columns(ColumnarBatch batch, int[] wanted) {
    ColumnVector[] columns = new ColumnVector[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      columns[i] = batch.column(wanted[i]);
    }
    return new ColumnarBatch(columns, batch.numRows());
  }

  private static BitSet rows(ColumnarBatch batch, BasePredicate meets) {
    BitSet rows = new BitSet(batch.numRows());
    for (int row = 0; row < batch.numRows(); row++) {
      rows.set(row, meets.eval(batch.getRow(row)));
    }
    return rows;
  }
}
