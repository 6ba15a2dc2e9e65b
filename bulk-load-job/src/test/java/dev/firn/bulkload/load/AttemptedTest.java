package dev.firn.bulkload.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ErrorCode;
import dev.firn.error.Failures;
import dev.firn.error.Retryable;
import dev.firn.error.UnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptedTest {

  @Test
  void aStepThatFailsIsTheLastAndIsRemembered() {
    AtomicInteger steps = new AtomicInteger();
    UnavailableException failure =
        UnavailableException.transientFailure(ErrorCode.SOURCE_REFUSES, "away", null);
    Attempted<Integer> attempted =
        Attempted.at(steps::incrementAndGet)
            .then(
                done -> {
                  if (done == 1) {
                    throw failure;
                  }
                  return done;
                })
            .then(done -> steps.incrementAndGet());
    assertThat(steps).hasValue(1);
    assertThat(attempted.find()).isEmpty();
    assertThatThrownBy(attempted::orThrow).isSameAs(failure).hasMessageEndingWith(" away");
  }

  @Test
  void everyStepGetsWhatTheLastHasYielded() {
    assertThat(Attempted.at(() -> 1).then(n -> n + 1).then(n -> "n" + n).orThrow()).isEqualTo("n2");
  }

  @Test
  void aSliceThatWasTriedOftenEnoughSaysWhyAndIsNotTriedWithItsWholeTable() {
    SplitFailedException failed =
        new SplitFailedException(
            UnavailableException.transientFailure(ErrorCode.SOURCE_REFUSES, "away", null));
    assertThat(Retryable.canPass(failed)).isFalse();
    assertThat(Failures.reason(new IllegalStateException(failed))).isEqualTo("FIRN-2005 away");
  }
}
