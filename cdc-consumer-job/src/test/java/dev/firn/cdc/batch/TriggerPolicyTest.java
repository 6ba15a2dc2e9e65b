package dev.firn.cdc.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;

class TriggerPolicyTest {

  @Test
  void aFullBatchBeginsAtOnceAndAnotherWaitsForTheInterval() {
    TriggerPolicy pace = new TriggerPolicy(500, Duration.ofSeconds(30), false);
    assertThat(pace.trigger()).isEqualTo(Trigger.ProcessingTime(1000));
    assertThat(pace.readerOptions())
        .isEqualTo(
            Map.of(
                "maxOffsetsPerTrigger", "500",
                "minOffsetsPerTrigger", "500",
                "maxTriggerDelay", "30000ms"));
  }

  @Test
  void looksNoLessOftenThanTheInterval() {
    TriggerPolicy pace = new TriggerPolicy(500, Duration.ofMillis(200), false);
    assertThat(pace.trigger()).isEqualTo(Trigger.ProcessingTime(200));
    assertThat(pace.readerOptions()).containsEntry("maxTriggerDelay", "200ms");
  }

  @Test
  void waitsForNothingIfEverythingIsReadOnce() {
    TriggerPolicy pace = new TriggerPolicy(500, Duration.ofSeconds(30), true);
    assertThat(pace.trigger()).isEqualTo(Trigger.AvailableNow());
    assertThat(pace.readerOptions()).isEqualTo(Map.of("maxOffsetsPerTrigger", "500"));
  }
}
