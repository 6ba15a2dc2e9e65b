package dev.firn.health;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks parts at the same time, each in a thread of its own that nobody waits for any longer once
 * its time is up: some clients cannot be told to be quick.
 */
public final class Questions {

  private final Duration patience;

  public Questions(Duration patience) {
    this.patience = patience;
  }

  /** Something that was asked. */
  public final class Asked<T> {
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final long until = System.nanoTime() + patience.toNanos();

    private Asked(String name, Callable<T> question) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  answer.complete(question.call());
                } catch (Throwable e) {
                  // Jars that are missing are an answer, too.
                  answer.completeExceptionally(e);
                }
              },
              name);
      thread.setDaemon(true);
      thread.start();
    }

    /** False while the thread is still at it, though nobody may wait for it any longer. */
    public boolean isOver() {
      return answer.isDone();
    }

    /** What was answered, waiting for the rest of its time. */
    public Answer<T> await() {
      try {
        return Answer.of(answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS));
      } catch (TimeoutException e) {
        return Answer.failed(
            "it has not answered within %d s (--wait)".formatted(patience.toSeconds()));
      } catch (ExecutionException e) {
        return Answer.failed(Probes.why(e.getCause() == null ? e : e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Answer.failed("the question was broken off");
      }
    }
  }

  public <T> Asked<T> ask(String name, Callable<T> question) {
    return new Asked<>(name, question);
  }
}
