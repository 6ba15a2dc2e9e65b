package dev.firn.localstack.child;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Ends a child when its parent is gone, however it went: the parent holds the other end of the
 * child's standard input, and the kernel closes it.
 */
final class ParentWatch {

  /** What the parent looks for in the child's log. */
  private static final String READY = "READY";

  private static final long STOP_SECONDS = 10;

  private volatile Stop stop = () -> {};

  private ParentWatch() {}

  /** Something that stops a service. */
  @FunctionalInterface
  interface Stop {
    void run() throws Exception;
  }

  /** Watches from now on, before the service is there: its start may hang. */
  static ParentWatch begin() {
    ParentWatch watch = new ParentWatch();
    Thread thread = new Thread(watch::awaitEnd, "parent-watch");
    thread.setDaemon(true);
    thread.start();
    Runtime.getRuntime().addShutdownHook(new Thread(watch::stopBounded));
    return watch;
  }

  /** Says that the service is ready, and how it is stopped. */
  void ready(Stop howToStop) throws InterruptedException {
    stop = howToStop;
    System.out.println(READY);
    Thread.currentThread().join();
  }

  private void awaitEnd() {
    try {
      while (System.in.read() != -1) {
        // The parent never writes; only the end of the stream means something.
      }
    } catch (IOException e) {
      System.err.println("Lost the parent: " + e);
    }
    stopBounded();
    Runtime.getRuntime().halt(0);
  }

  private synchronized void stopBounded() {
    Stop once = stop;
    stop = () -> {};
    Thread thread =
        new Thread(
            () -> {
              try {
                once.run();
              } catch (Exception e) {
                System.err.println("Stopping failed: " + e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
