package dev.firn.bulkload.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.model.LoadOutcome;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadProgressTest {

  private static final long MEBIBYTE = 1 << 20;

  private final SteppedClock clock = new SteppedClock();
  private final TablePlan.Load big = Loads.load("big", 1000, 80 * MEBIBYTE, 8);
  private final TablePlan.Load small = Loads.load("small", 10, 20 * MEBIBYTE, 1);
  private final LoadProgress progress =
      new LoadProgress(
          List.of(big, small), new PrintStream(PrintStream.nullOutputStream()), false, clock);

  /** A clock that a test moves. */
  private static final class SteppedClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void countsTheSplitsThatAreDoneByTheirBytes() {
    progress.began(big);
    progress.splitDone(big);
    progress.splitDone(big);
    assertThat(progress.line())
        .isEqualTo("0 of 2 tables, 20 % of 100 MiB, 0 rows published; now big 2/8");
  }

  @Test
  void estimatesWhatIsLeftOnceThereIsSomethingToJudgeBy() {
    progress.began(big);
    progress.splitDone(big);
    clock.now = clock.now.plusSeconds(9);
    assertThat(progress.line()).doesNotContain("left");
    progress.splitDone(big);
    clock.now = clock.now.plusSeconds(1);
    assertThat(progress.line()).contains(", about 40 s left");
    clock.now = clock.now.plusSeconds(90);
    assertThat(progress.line()).contains(", about 6 min left");
  }

  @Test
  void aTableThatHasEndedCountsOnce() {
    progress.began(big);
    for (int i = 0; i < 8; i++) {
      progress.splitDone(big);
    }
    progress.ended(big, new LoadOutcome.Loaded(1000, 1, 8, 0, 1, Duration.ZERO));
    assertThat(progress.line()).isEqualTo("1 of 2 tables, 80 % of 100 MiB, 1,000 rows published");
  }
}
