package dev.firn.pace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Runs tasks with bounded concurrency; after the first failure no further task starts. */
public final class BoundedTasks<T> implements AutoCloseable {

  private final ExecutorService threads;
  private final List<Future<T>> submitted = new ArrayList<>();
  private volatile boolean failed;

  public BoundedTasks(int atOnce) {
    this.threads = Executors.newFixedThreadPool(atOnce);
  }

  public void submit(Supplier<T> work) {
    submitted.add(threads.submit(() -> begin(work)));
  }

  private T begin(Supplier<T> work) {
    if (failed) {
      throw new CancellationException();
    }
    boolean isDone = false;
    try {
      T done = work.get();
      isDone = true;
      return done;
    } finally {
      if (!isDone) {
        failed = true;
      }
    }
  }

  /**
   * Waits for all of it.
   *
   * @param done gets the results in the order of submission; also those beside a failure
   */
  public void collectInto(List<T> done) {
    RuntimeException first = null;
    for (Future<T> work : submitted) {
      try {
        done.add(work.get());
      } catch (ExecutionException e) {
        if (first == null && !(e.getCause() instanceof CancellationException)) {
          first =
              e.getCause() instanceof RuntimeException known
                  ? known
                  : new IllegalStateException(e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while a table was read", e);
      }
    }
    if (first != null) {
      throw first;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
