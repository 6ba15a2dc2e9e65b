package dev.firn.cdc.batch;

import dev.firn.cdc.decode.ChunkDecoder;
import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.decode.DecoderSettings;
import dev.firn.cdc.kafka.KafkaReplay;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.config.KafkaClusterConfig;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Reads and decodes ranges of topics, in a task. */
final class DecodeTask implements FlatMapFunction<Iterator<OffsetRange>, DecodedChunk> {

  private static final long serialVersionUID = 1L;

  private final KafkaClusterConfig cluster;
  private final DecoderSettings decoder;
  private final boolean waits;

  /**
   * @param waits true if all events of the ranges are known to come, false to take what is there
   */
  DecodeTask(KafkaClusterConfig cluster, DecoderSettings decoder, boolean waits) {
    this.cluster = cluster;
    this.decoder = decoder;
    this.waits = waits;
  }

  @Override
  public Iterator<DecodedChunk> call(Iterator<OffsetRange> ranges) throws IOException {
    ChunkDecoder slice = decoder.begin();
    try (KafkaReplay kafka = KafkaReplay.connect(cluster)) {
      while (!slice.isFull() && ranges.hasNext()) {
        OffsetRange range = waits ? ranges.next() : kafka.present(ranges.next());
        long next =
            kafka.read(
                range,
                event -> {
                  slice.add(event);
                  return !slice.isFull();
                });
        slice.read(range.until(next));
      }
    }
    return List.of(slice.end()).iterator();
  }
}
