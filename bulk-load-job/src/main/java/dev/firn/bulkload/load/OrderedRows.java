package dev.firn.bulkload.load;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.firn.lake.rows.RowFiles;
import dev.firn.lake.rows.WrittenFiles;
import dev.firn.model.PartitionTransform;
import dev.firn.model.SparkName;
import dev.firn.model.TargetLayout;
import dev.firn.schema.TableMapping;
import dev.firn.source.SentRows;
import dev.firn.source.SourceRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Rows brought into the order of a layout before they are written: those of one partition together,
 * and sorted inside it. Only tables that ask for a layout pay for this.
 */
final class OrderedRows {

  private static final String PARTITION = "__firn_partition_";

  private final String catalog;
  private final TargetLayout layout;

  OrderedRows(String catalog, TargetLayout layout) {
    this.catalog = catalog;
    this.layout = layout;
  }

  /** Writes them; if that fails, the files of tasks that were done are deleted. */
  List<SplitTask.Result> write(SourceRows source, TableMapping mapping, RowFiles files) {
    CollectionAccumulator<WrittenFiles> done =
        source.rows().sparkSession().sparkContext().collectionAccumulator("files of a load");
    boolean complete = false;
    try {
      List<SplitTask.Result> written =
          ordered(source.rows(), mapping)
              .queryExecution()
              .toRdd()
              .toJavaRDD()
              .mapPartitions(part -> List.of(write(part, files, done)).iterator())
              .collect()
              .stream()
              .map(part -> new SplitTask.Result(sorted(part, source), part))
              .toList();
      long arrived = written.stream().mapToLong(part -> part.sent().rows()).sum();
      if (arrived != source.sent().rows()) {
        throw new IllegalStateException(
            "The source sent %d rows, %d came out of the sort"
                .formatted(source.sent().rows(), arrived));
      }
      complete = true;
      return written;
    } finally {
      // Spark throws checked exceptions without declaring them, which no catch can name.
      if (!complete) {
        files.discard(done.value());
      }
    }
  }

  /** What was sent comes to files in another order; of which the largest row is, nobody knows. */
  private static SentRows sorted(WrittenFiles part, SourceRows source) {
    return new SentRows(part.rows(), source.sent().largest());
  }

  /** Where a Spark task runs; the driver is told of the files even if another task fails. */
  private static WrittenFiles write(
      Iterator<InternalRow> rows, RowFiles files, CollectionAccumulator<WrittenFiles> done) {
    WrittenFiles written = files.write(rows, TaskContext.get().taskAttemptId());
    done.add(written);
    return written;
  }

  private Dataset<Row> ordered(Dataset<Row> source, TableMapping mapping) {
    Dataset<Row> rows = source;
    List<Column> partition = new ArrayList<>();
    for (PartitionTransform transform : layout.partitionBy()) {
      String name = PARTITION + partition.size();
      rows = rows.withColumn(name, value(transform, mapping));
      partition.add(col(name));
    }
    if (!partition.isEmpty()) {
      // Not a repartitioning: Spark splits what is too big for a task, and joins what is small.
      rows = rows.hint("rebalance", partition.toArray());
    }
    Column[] order =
        Stream.concat(partition.stream(), layout.sortBy().stream().map(c -> column(c, mapping)))
            .toArray(Column[]::new);
    return rows.sortWithinPartitions(order);
  }

  /** The value by which Iceberg partitions, computed by Iceberg's own functions. */
  private Column value(PartitionTransform transform, TableMapping mapping) {
    Column column = column(transform.column(), mapping);
    if (transform.kind() == PartitionTransform.Kind.IDENTITY) {
      return column;
    }
    String function =
        "`" + catalog + "`.system." + transform.kind().name().toLowerCase(Locale.ROOT);
    return transform.width() == 0
        ? call_function(function, column)
        : call_function(function, lit(transform.width()), column);
  }

  /** The layout names columns as people do; the target has checked that they are there. */
  private static Column column(String name, TableMapping mapping) {
    String inLake =
        mapping.columns().stream()
            .map(column -> column.lakeColumn())
            .filter(name::equalsIgnoreCase)
            .findFirst()
            .orElse(name);
    return col(SparkName.quoted(inLake));
  }
}
