package dev.firn.bulkload.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.bulkload.load.RetryPolicy.ExhaustedException;
import dev.firn.error.UnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  private final RetryPolicy policy = new RetryPolicy(3, 0);
  private final AtomicInteger attempts = new AtomicInteger();

  private int run(BooleanSupplier worthwhile, RuntimeException failure, int times) {
    return policy.run(
        "work",
        worthwhile,
        attempt -> {
          if (attempts.incrementAndGet() <= times) {
            throw failure;
          }
          return attempt;
        });
  }

  @Test
  void triesAgainWhatCanPass() {
    RuntimeException failure =
        new IllegalStateException(UnavailableException.transientFailure("away", null));
    assertThat(run(() -> true, failure, 2)).isEqualTo(3);
  }

  @Test
  void givesUpAfterTheLastTry() {
    assertThatThrownBy(
            () -> run(() -> true, UnavailableException.transientFailure("away", null), 9))
        .isInstanceOf(ExhaustedException.class)
        .hasMessageContaining("away");
    assertThat(attempts).hasValue(4);
  }

  @Test
  void doesNotTryAgainWhatCannotPass() {
    assertThatThrownBy(() -> run(() -> true, UnavailableException.permanent("refused", null), 9))
        .hasMessageContaining("refused");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void doesNotTryAgainWhatNoLongerHasASense() {
    assertThatThrownBy(
            () -> run(() -> false, UnavailableException.transientFailure("away", null), 9))
        .hasMessageContaining("away");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void whatWasTriedOftenEnoughInsideIsNotTriedAgainOutside() {
    assertThatThrownBy(
            () ->
                policy.run(
                    "outer",
                    () -> true,
                    outer ->
                        run(() -> true, UnavailableException.transientFailure("away", null), 99)))
        .hasMessageContaining("away");
    assertThat(attempts).hasValue(4);
  }
}
