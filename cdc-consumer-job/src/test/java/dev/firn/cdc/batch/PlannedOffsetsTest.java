package dev.firn.cdc.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.ledger.StartOffsets;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannedOffsetsTest {

  private static final TopicPartition A = new TopicPartition("a", 0);
  private static final TopicPartition B = new TopicPartition("b", 0);

  @TempDir Path checkpoint;
  private PlannedOffsets planned;

  @BeforeEach
  void begin() throws IOException {
    Files.createDirectory(checkpoint.resolve("offsets"));
    planned =
        new PlannedOffsets(
            LocalSpark.session(),
            new org.apache.hadoop.fs.Path(checkpoint.toUri()),
            new StartOffsets(Map.of(A, 5L, B, 0L), new TreeMap<>(), new TreeMap<>()));
  }

  /** As Spark writes it, with a line of its version and one of its clock before the offsets. */
  private void plan(int batch, long a, long b) throws IOException {
    Files.writeString(
        checkpoint.resolve("offsets").resolve(Integer.toString(batch)),
        "v1\n{\"batchWatermarkMs\":0}\n{\"a\":{\"0\":%d},\"b\":{\"0\":%d}}".formatted(a, b));
  }

  @Test
  void aBatchBeginsWhereTheOneBeforeHasEnded() throws IOException {
    plan(0, 25, 0);
    plan(1, 25, 40);
    assertThat(planned.next(0)).containsExactly(new OffsetRange(A, 5, 25));
    assertThat(planned.next(1)).containsExactly(new OffsetRange(B, 0, 40));
  }

  @Test
  void asMuchAgainIsExpectedAfterAFullBatch() throws IOException {
    assertThat(planned.expected(20)).isEmpty();
    plan(0, 25, 0);
    planned.next(0);
    assertThat(planned.expected(20)).containsExactly(new OffsetRange(A, 25, 45));
    assertThat(planned.expected(30)).as("a batch that was not full").isEmpty();
  }

  @Test
  void aLittleLessIsExpectedOfSeveralPartitions() throws IOException {
    plan(0, 1005, 500);
    planned.next(0);
    assertThat(planned.expected(1500))
        .containsExactlyInAnyOrder(new OffsetRange(A, 1005, 1985), new OffsetRange(B, 500, 990));
  }
}
