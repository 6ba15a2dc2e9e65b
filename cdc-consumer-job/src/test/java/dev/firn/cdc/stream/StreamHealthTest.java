package dev.firn.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.retry.Outages;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamHealthTest {

  private final AtomicLong now = new AtomicLong(-5);
  private final Outages outages = new Outages(Duration.ofHours(1));
  private final Metrics metrics = Metrics.ofProcess();
  private final StreamHealth health =
      new StreamHealth(Duration.ofSeconds(10), outages, metrics, now::get);

  @BeforeEach
  void countNothing() {
    metrics.begin("cdc", "health");
  }

  private void passes(long minutes) {
    now.addAndGet(TimeUnit.MINUTES.toNanos(minutes));
  }

  @Test
  void aQuietSourceIsWell() {
    health.begins();
    for (int hour = 0; hour < 600; hour++) {
      passes(1);
      health.shows();
      assertThat(health.live().isWell()).isTrue();
      assertThat(health.ready().text()).isEqualTo("ready");
    }
  }

  @Test
  void aStreamOfWhichNothingIsSeenIsStuck() {
    health.begins();
    passes(10);
    assertThat(health.live().isWell()).isTrue();
    passes(1);
    assertThat(health.live().isWell()).isFalse();
    assertThat(health.live().text()).isEqualTo("stuck: nothing has happened for 660 s");
    assertThat(health.ready().isWell()).isFalse();
  }

  @Test
  void aBatchThatTakesLongIsLateAndLives() {
    health.begins();
    health.eventsWait();
    passes(2);
    assertThat(health.ready().isWell()).isTrue();
    health.shows();
    passes(9);
    assertThat(health.live().isWell()).isTrue();
    assertThat(health.ready().text())
        .isEqualTo("not ready: events wait, and no batch has ended for 660 s");
    health.batchEnds();
    assertThat(health.ready().isWell()).isTrue();
  }

  @Test
  void eventsThatComeMeanwhileDoNotMakeItLaterThanTheFirst() {
    health.begins();
    health.eventsWait();
    passes(2);
    health.eventsWait();
    passes(1);
    assertThat(health.ready().isWell()).isFalse();
  }

  @Test
  void aCommitIsASignOfLife() {
    health.begins();
    passes(9);
    assertThat(health.live().isWell()).isTrue();
    metrics.count(Metric.ICEBERG_COMMITS, "orders", "committed");
    assertThat(health.live().isWell()).isTrue();
    passes(9);
    assertThat(health.live().isWell()).isTrue();
  }

  @Test
  void anOutageThatIsRiddenOutLivesAndIsNotReady() {
    health.begins();
    outages.isAway(Outages.LAKE, "the catalog does not answer");
    for (int tries = 0; tries < 100; tries++) {
      passes(1);
      health.shows();
      assertThat(health.live().isWell()).isTrue();
      assertThat(health.ready().text()).startsWith("not ready: waits for what is away");
    }
    outages.isBack(Outages.LAKE);
    assertThat(health.ready().isWell()).isTrue();
  }

  @Test
  void whatHasNotBegunHasLongerForItAndIsNotReady() {
    assertThat(health.ready().text()).isEqualTo("not ready: has not begun yet");
    passes(30);
    assertThat(health.live().isWell()).isTrue();
    passes(1);
    assertThat(health.live().isWell()).isFalse();
  }

  @Test
  void whoWantsFewBatchesIsGivenTheTime() {
    StreamHealth hourly = new StreamHealth(Duration.ofHours(1), outages, metrics, now::get);
    hourly.begins();
    hourly.eventsWait();
    passes(599);
    assertThat(hourly.ready().isWell()).isTrue();
    passes(2);
    assertThat(hourly.ready().isWell()).isFalse();
  }
}
