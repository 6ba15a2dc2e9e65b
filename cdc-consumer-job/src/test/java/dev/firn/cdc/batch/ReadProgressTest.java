package dev.firn.cdc.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.kafka.OffsetRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReadProgressTest {

  private static final TopicPartition A = new TopicPartition("a", 0);
  private static final TopicPartition B = new TopicPartition("b", 0);

  private static DecodedChunk slice(OffsetRange... read) {
    DecodedChunk slice = new DecodedChunk();
    Arrays.asList(read).forEach(slice::add);
    return slice;
  }

  private static OffsetRange range(TopicPartition partition, long from, long end) {
    return new OffsetRange(partition, from, end);
  }

  @Test
  void everythingThatWasReadWithoutGapsIsUsed() {
    ReadProgress progress = new ReadProgress(List.of(range(A, 5, 25), range(B, 0, 7)));
    assertThat(progress.advance(slice(range(A, 5, 15)))).isTrue();
    assertThat(progress.advance(slice(range(A, 15, 25), range(B, 0, 7)))).isTrue();
    assertThat(progress.left()).isEmpty();
  }

  @Test
  void whatComesBehindEventsThatWereLeftIsReadAgain() {
    ReadProgress progress = new ReadProgress(List.of(range(A, 5, 25), range(B, 0, 7)));
    assertThat(progress.advance(slice(range(A, 5, 9)))).isTrue();
    assertThat(progress.advance(slice(range(A, 15, 25), range(B, 0, 7)))).isFalse();
    assertThat(progress.left()).containsExactly(range(A, 9, 25), range(B, 0, 7));
  }

  @Test
  void aTaskThatWasFullBeforeItsSecondRangeLeavesThatOneWhole() {
    ReadProgress progress = new ReadProgress(List.of(range(A, 0, 3), range(B, 0, 7)));
    assertThat(progress.advance(slice(range(A, 0, 3)))).isTrue();
    assertThat(progress.left()).containsExactly(range(B, 0, 7));
  }

  @Test
  void aTaskMayReadSeveralPiecesOfAPartition() {
    ReadProgress progress = new ReadProgress(List.of(range(A, 0, 9)));
    assertThat(progress.advance(slice(range(A, 0, 3), range(A, 3, 6)))).isTrue();
    assertThat(progress.left()).containsExactly(range(A, 6, 9));
  }

  @Test
  void whatWasReadBeyondTheWantedIsOfNoUse() {
    ReadProgress progress = new ReadProgress(List.of(range(A, 0, 3)));
    assertThat(progress.advance(slice(range(B, 0, 1)))).isFalse();
    assertThat(progress.advance(slice(range(A, 0, 4)))).isFalse();
    assertThat(progress.left()).containsExactly(range(A, 0, 3));
  }

  @Test
  void piecesAreTheRange() {
    OffsetRange range = range(A, 100, 123);
    for (long most = 1; most <= 30; most++) {
      List<OffsetRange> pieces = range.pieces(most);
      long next = range.from();
      for (OffsetRange piece : pieces) {
        assertThat(piece.from()).isEqualTo(next);
        assertThat(piece.length()).isBetween(1L, most);
        next = piece.end();
      }
      assertThat(next).isEqualTo(range.end());
    }
  }

  /** Tasks stop anywhere; whatever is used is each event once, in order, until all are. */
  @Test
  void everyEventIsUsedOnceAndInOrderWhereverTasksStop() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      List<OffsetRange> left = List.of(range(A, 10, 10 + random.nextInt(40)), range(B, 3, 20));
      Map<TopicPartition, Long> used = new HashMap<>(Map.of(A, 10L, B, 3L));
      Map<TopicPartition, Long> ends = Map.of(A, left.get(0).end(), B, 20L);
      boolean isDivided = true;
      while (!left.isEmpty()) {
        List<OffsetRange> pieces = new ArrayList<>();
        for (OffsetRange range : left) {
          pieces.addAll(isDivided ? range.pieces(1 + random.nextInt(9)) : List.of(range));
        }
        ReadProgress progress = new ReadProgress(left);
        for (int i = 0; i < pieces.size(); ) {
          DecodedChunk slice = new DecodedChunk();
          int tasks = 1 + random.nextInt(3);
          boolean full = false;
          for (int end = Math.min(pieces.size(), i + tasks); i < end; i++) {
            OffsetRange piece = pieces.get(i);
            if (full || piece.length() == 0) {
              continue;
            }
            full = random.nextInt(4) == 0;
            slice.add(full ? piece.until(piece.from() + 1) : piece);
          }
          if (progress.advance(slice)) {
            slice
                .read()
                .forEach(
                    read -> {
                      assertThat(used.put(read.partition(), read.end())).isEqualTo(read.from());
                    });
          }
        }
        left = progress.left();
        isDivided = false;
      }
      assertThat(used).as("seed %d", seed).isEqualTo(ends);
    }
  }
}
