package dev.firn.cdc;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What Spark hands over at once: messages of all topics.
 *
 * @param afterRead fails if what was read is not what was to be read
 */
record MicroBatch(long id, Dataset<Row> rows, Runnable afterRead) {

  private static final int TASKS_PER_CORE = 2;

  MicroBatch(long id, Dataset<Row> rows) {
    this(id, rows, () -> {});
  }

  /**
   * One pass over the messages, in the tasks that read them from Kafka. On Spark's own rows: making
   * objects of them costs as much again as reading the events in them. A task reads many Kafka
   * partitions where there are many, because each task is sent the contracts of all tables.
   */
  List<DecodedSlice> decode(EnvelopeDecoder decoder) {
    JavaRDD<InternalRow> messages =
        rows.select(
                col("topic"),
                col("partition"),
                col("offset"),
                col("key"),
                col("value"),
                col("headers"))
            .queryExecution()
            .toRdd()
            .toJavaRDD();
    int most = TASKS_PER_CORE * messages.context().defaultParallelism();
    List<DecodedSlice> slices = messages.coalesce(most).mapPartitions(decoder).collect();
    afterRead.run();
    return slices;
  }
}
