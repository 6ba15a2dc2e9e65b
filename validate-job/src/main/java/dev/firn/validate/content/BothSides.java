package dev.firn.validate.content;

import dev.firn.error.Failures;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads both sides at once: one waits for the database most of the time. */
final class BothSides {

  private BothSides() {}

  static void read(Runnable ofSource, Runnable ofLake) {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<?> lake = other.submit(ofLake);
      ofSource.run();
      lake.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception known
          ? Failures.unchecked(known)
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while rows were compared", e);
    } finally {
      other.shutdownNow();
    }
  }
}
