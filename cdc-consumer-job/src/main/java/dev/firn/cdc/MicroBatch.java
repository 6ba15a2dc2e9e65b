package dev.firn.cdc;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What Spark hands over at once: messages of all topics. */
record MicroBatch(long id, Dataset<Row> rows) {

  /**
   * One pass over the messages, in the tasks that read them from Kafka. On Spark's own rows: making
   * objects of them costs as much again as reading the events in them.
   */
  List<DecodedSlice> decode(EnvelopeDecoder decoder) {
    return rows.select(
            col("topic"), col("partition"), col("offset"), col("key"), col("value"), col("headers"))
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(decoder)
        .collect();
  }
}
