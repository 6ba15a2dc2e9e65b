package dev.firn.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ErrorCode;
import dev.firn.error.Retryable;
import dev.firn.error.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryTest {

  private static final RetryPolicy POLICY =
      new RetryPolicy(4, Duration.ofMillis(100), 3, Duration.ofMillis(600));

  private final List<Duration> pauses = new ArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final Retry retry = new Retry(POLICY, pauses::add);

  @AfterEach
  void isNotInterrupted() {
    assertThat(Thread.interrupted()).isFalse();
  }

  /** Fails so often, then says how many tries it took. */
  private int run(Retry how, RuntimeException failure, int times) {
    return how.run(
        "work",
        attempt -> {
          if (attempts.incrementAndGet() <= times) {
            throw failure;
          }
          return attempt;
        });
  }

  private static UnavailableException away() {
    return UnavailableException.transientFailure(ErrorCode.SOURCE_REFUSES, "away", null);
  }

  @Test
  void triesAgainWhatCanPass() {
    assertThat(run(retry, new IllegalStateException(away()), 2)).isEqualTo(3);
  }

  @Test
  void throwsWhatTheLastTryHasThrown() {
    UnavailableException failure = away();
    assertThatThrownBy(() -> run(retry, failure, 9)).isSameAs(failure).hasMessageContaining("away");
    assertThat(attempts).hasValue(4);
    assertThat(pauses).hasSize(3);
  }

  @Test
  void doesNotGiveUpBeforeItsTime() {
    assertThat(run(retry.forAtLeast(Duration.ofHours(1)), away(), 9)).isEqualTo(10);
    assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(15)) <= 0);
  }

  @Test
  void doesNotTryAgainWhatCannotPass() {
    assertThatThrownBy(
            () ->
                run(
                    retry,
                    UnavailableException.permanent(ErrorCode.SOURCE_REFUSES, "refused", null),
                    9))
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> run(retry, new IllegalStateException("a bug"), 9))
        .hasMessageContaining("a bug");
    assertThat(attempts).hasValue(2);
    assertThat(pauses).isEmpty();
  }

  @Test
  void doesNotTryAgainWhatNoLongerHasASense() {
    assertThatThrownBy(() -> run(retry.whileTrue(() -> false), away(), 9))
        .hasMessageContaining("away");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void theOutermostFailureThatKnowsDecides() {
    class Final extends RuntimeException implements Retryable {
      Final(Throwable cause) {
        super("tried often enough", cause);
      }

      @Override
      public boolean isRetryable() {
        return false;
      }
    }
    assertThatThrownBy(() -> run(retry, new IllegalStateException(new Final(away())), 9))
        .hasRootCauseMessage(away().getMessage())
        .hasMessageContaining("tried often enough");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void pausesGrowUpToALimitAndAreNotAllTheSame() {
    assertThatThrownBy(() -> run(retry, away(), 9)).hasMessageContaining("away");
    assertThat(pauses.get(0)).isBetween(Duration.ofMillis(50), Duration.ofMillis(150));
    assertThat(pauses.get(1)).isBetween(Duration.ofMillis(150), Duration.ofMillis(450));
    assertThat(pauses.get(2)).isBetween(Duration.ofMillis(450), Duration.ofMillis(600));
    assertThat(POLICY.pause(1, 0)).isEqualTo(Duration.ofMillis(50));
    assertThat(POLICY.pause(1, 1)).isEqualTo(Duration.ofMillis(150));
    assertThat(POLICY.pause(9999, 1)).isEqualTo(Duration.ofMillis(600));
  }

  @Test
  void whoIsInterruptedInAPauseStops() {
    Retry interrupted =
        new Retry(
            POLICY,
            pause -> {
              throw new InterruptedException();
            });
    assertThatThrownBy(() -> run(interrupted, away(), 9))
        .hasMessageContaining("Interrupted while waiting for the next attempt");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts).hasValue(1);
  }

  @Test
  void checkedExceptionsThatNobodyHasDeclaredAreFailuresToo() {
    assertThatThrownBy(
            () ->
                retry.perform(
                    "work",
                    () -> RetryTest.<RuntimeException>throwUndeclared(new Exception("checked"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("checked");
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> void throwUndeclared(Exception failure) throws E {
    throw (E) failure;
  }
}
