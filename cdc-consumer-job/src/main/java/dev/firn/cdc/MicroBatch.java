package dev.firn.cdc;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What Spark hands over at once: messages of all topics.
 *
 * @param afterRead fails if what was read is not what was to be read
 * @param rest the events behind those that were read, by the offsets up to which they were
 */
record MicroBatch(
    Dataset<Row> rows,
    Runnable afterRead,
    Function<Map<TopicPartition, Long>, Optional<EventBatch>> rest)
    implements EventBatch {

  private static final int TASKS_PER_CORE = 2;

  static int mostTasks(JavaSparkContext spark) {
    return TASKS_PER_CORE * spark.defaultParallelism();
  }

  /**
   * In the tasks that read the messages from Kafka, on Spark's own rows: making objects of them
   * costs as much again as reading the events in them. A task reads many Kafka partitions where
   * there are many, because each task is sent the contracts of all tables.
   */
  @Override
  public List<DecodedSlice> decode(EnvelopeDecoder decoder) {
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
    int most = mostTasks(JavaSparkContext.fromSparkContext(messages.context()));
    JavaRDD<InternalRow> tasks = messages.coalesce(most);
    List<DecodedSlice> slices =
        tasks.mapPartitions(decoder.sharedBy(Math.max(1, tasks.getNumPartitions()))).collect();
    afterRead.run();
    return slices;
  }

  @Override
  public Optional<EventBatch> rest(List<DecodedSlice> slices) {
    return slices.stream().anyMatch(DecodedSlice::isCutShort)
        ? rest.apply(DecodedSlice.reached(slices))
        : Optional.empty();
  }
}
