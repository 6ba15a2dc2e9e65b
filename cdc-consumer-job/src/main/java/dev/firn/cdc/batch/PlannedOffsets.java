package dev.firn.cdc.batch;

import dev.firn.cdc.kafka.KafkaOffsets;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.ledger.StartOffsets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;

/** What Spark reads in each batch; it writes that down in its checkpoint before it begins one. */
public final class PlannedOffsets {

  private final SparkSession spark;
  private final Path checkpoint;
  private Map<TopicPartition, Long> reached;
  private List<OffsetRange> last = List.of();

  /**
   * @param start where the first batch begins
   */
  public PlannedOffsets(SparkSession spark, Path checkpoint, StartOffsets start) {
    this.spark = spark;
    this.checkpoint = checkpoint;
    this.reached = start.next();
  }

  /**
   * What the batch has, to be called for each in turn. A partition that joins later is read from
   * its first event.
   */
  public List<OffsetRange> next(long batch) {
    Map<TopicPartition, Long> from = reached;
    reached = end(batch);
    last =
        reached.entrySet().stream()
            .map(
                end ->
                    new OffsetRange(
                        end.getKey(), from.getOrDefault(end.getKey(), 0L), end.getValue()))
            .filter(range -> range.length() > 0)
            .toList();
    return last;
  }

  /**
   * What the batch after the last one probably has: as much again, if that one was full. Spark
   * divides a full batch among the partitions as events wait in them, and rounds; so with several
   * of them it is a little less, because more than what comes is of no use.
   *
   * @param full events of a full batch
   */
  public List<OffsetRange> expected(int full) {
    long events = last.stream().mapToLong(OffsetRange::length).sum();
    if (events + last.size() < full) {
      return List.of();
    }
    return last.stream()
        .map(range -> range.next(last.size() == 1 ? range.length() : range.length() * 49 / 50))
        .toList();
  }

  /** The last line of the file is about the query's only source. */
  private Map<TopicPartition, Long> end(long batch) {
    Path file = new Path(new Path(checkpoint, "offsets"), Long.toString(batch));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                file.getFileSystem(spark.sessionState().newHadoopConf()).open(file),
                StandardCharsets.UTF_8))) {
      String last = lines.lines().reduce((before, line) -> line).orElse("");
      Map<TopicPartition, Long> offsets = KafkaOffsets.parse(last);
      if (offsets.isEmpty()) {
        throw new IllegalStateException("Spark does not say in " + file + " what it reads");
      }
      return offsets;
    } catch (IOException e) {
      throw new UncheckedIOException("Spark does not say in " + file + " what it reads", e);
    }
  }
}
