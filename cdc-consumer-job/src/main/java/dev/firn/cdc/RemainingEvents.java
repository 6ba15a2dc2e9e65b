package dev.firn.cdc;

import dev.firn.config.KafkaClusterConfig;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What tasks have left unread of a micro-batch, read without Spark's Kafka source: that would read
 * the whole batch again for each part of it.
 *
 * @param afterRead fails if what was read is not what was to be read, or not to be applied any more
 */
record RemainingEvents(
    JavaSparkContext spark,
    KafkaClusterConfig cluster,
    List<OffsetRange> ranges,
    Runnable afterRead)
    implements EventBatch {

  @Override
  public List<DecodedSlice> decode(EnvelopeDecoder decoder) {
    int tasks = Math.min(ranges.size(), MicroBatch.mostTasks(spark));
    List<DecodedSlice> slices =
        spark
            .parallelize(ranges, tasks)
            .mapPartitions(new RangeDecoder(cluster, decoder.sharedBy(tasks)))
            .collect();
    afterRead.run();
    return slices;
  }

  @Override
  public Optional<EventBatch> rest(List<DecodedSlice> slices) {
    List<OffsetRange> left = OffsetRange.after(DecodedSlice.reached(slices), ranges);
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(new RemainingEvents(spark, cluster, left, afterRead));
  }
}
