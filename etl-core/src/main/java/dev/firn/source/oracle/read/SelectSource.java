package dev.firn.source.oracle.read;

import dev.firn.model.ReadSplit;
import dev.firn.source.SplitCounts;
import dev.firn.source.SplitRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.TaskCompletionListener;

/** The rows of a table as Spark has them, for what has to be brought into an order. */
public final class SelectSource {

  private SelectSource() {}

  /**
   * The rows of all splits of the read, one task each.
   *
   * @param counts registered with Spark; told how many rows each split has sent
   */
  public static Dataset<Row> read(
      SparkSession spark, SelectRead read, List<ReadSplit> splits, SplitCounts counts) {
    List<SelectSplitRead> slices = new ArrayList<>(read.slices(splits));
    JavaRDD<InternalRow> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(slices, Math.max(1, slices.size()))
            .flatMap(slice -> counted(slice, counts));
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), read.mapping().lakeSchema(), false);
  }

  /** Where a Spark task runs, which ends the read however it ends itself. */
  private static Iterator<InternalRow> counted(SelectSplitRead slice, SplitCounts counts) {
    SplitRows rows = slice.open();
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> rows.close());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        boolean more = rows.hasNext();
        if (!more) {
          counts.add(Map.entry(slice.index(), rows.sent()));
        }
        return more;
      }

      @Override
      public InternalRow next() {
        return rows.next();
      }
    };
  }
}
