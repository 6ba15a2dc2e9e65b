package dev.firn.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutagesTest {

  private final AtomicLong now = new AtomicLong(17);
  private final Outages outages = new Outages(Duration.ofMinutes(10), now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void isOverWhenAllIsBack() {
    outages.isAway(Outages.LAKE, "no answer");
    outages.isAway(Outages.SOURCE, "no answer");
    outages.isBack(Outages.LAKE);
    assertThat(outages.isOn()).isTrue();
    outages.isBack(Outages.SOURCE);
    assertThat(outages.isOn()).isFalse();
  }

  @Test
  void doesNotTakeTheSourceForBackBecauseTheStreamGoesOn() {
    outages.isAway(Outages.SOURCE, "no answer");
    outages.isAway("shop.orders", "no answer");
    outages.allIsBackBut(Outages.SOURCE);
    assertThat(outages.isOn()).isTrue();
    outages.isBack(Outages.SOURCE);
    assertThat(outages.isOn()).isFalse();
  }

  @Test
  void isTooLongAfterTheLimitOfWhatIsAway() {
    outages.isAway(Outages.SOURCE, "no answer");
    pass(Duration.ofMinutes(9));
    outages.isAway(Outages.LAKE, "no answer");
    pass(Duration.ofMinutes(1));
    assertThat(outages.isTooLong(Outages.SOURCE)).isTrue();
    assertThat(outages.isTooLong(Outages.LAKE)).isFalse();
    assertThat(outages.isTooLong(Outages.KAFKA)).isFalse();
  }

  @Test
  void countsAnewAfterItWasBack() {
    outages.isAway(Outages.LAKE, "no answer");
    pass(Duration.ofMinutes(11));
    outages.isBack(Outages.LAKE);
    outages.isAway(Outages.LAKE, "no answer");
    assertThat(outages.isTooLong(Outages.LAKE)).isFalse();
  }
}
