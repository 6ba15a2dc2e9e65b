package dev.firn.check.redelivery;

import dev.firn.localstack.LocalStack;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/** Restarts and kills what stands between the source and the topics. */
final class Restarts {

  private static final Duration RUNNING = Duration.ofSeconds(20);
  private static final int ATTEMPTS = 20;

  private final LocalStack stack;
  private final String connector;
  private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);

  /** What is restarted. */
  private enum Kind {
    TASK,
    WORKER,
    BROKER,
    POSTGRES
  }

  Restarts(LocalStack stack, String connector) {
    this.stack = stack;
    this.connector = connector;
  }

  /**
   * One of them, and waits until events come again.
   *
   * @return which
   */
  String next(Random random) throws InterruptedException {
    int dice = random.nextInt(10);
    Kind kind =
        dice < 5 ? Kind.TASK : dice < 8 ? Kind.WORKER : dice < 9 ? Kind.BROKER : Kind.POSTGRES;
    switch (kind) {
      case TASK -> stack.connect().restartTask(connector);
      case WORKER -> {
        stack.connect().kill();
        stack.connect().start();
      }
      case BROKER -> {
        stack.kafka().kill();
        stack.kafka().start();
      }
      case POSTGRES -> {
        stack.postgres().kill();
        stack.postgres().start();
      }
    }
    done.merge(kind, 1, Integer::sum);
    awaitRunning();
    return kind.name();
  }

  /** A task that has failed, because what it needs was away, is started by hand. */
  void awaitRunning() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        stack.connect().awaitRunning(connector, RUNNING);
        return;
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        Thread.sleep(1000);
        startTask();
      }
    }
  }

  /** Restarts the task in the midst of what it reads. */
  void restartTask() {
    startTask();
    done.merge(Kind.TASK, 1, Integer::sum);
  }

  private void startTask() {
    try {
      stack.connect().restartTask(connector);
    } catch (RuntimeException e) {
      // The worker is not yet ready for that; it is asked once more.
      System.out.println("not yet: " + e.getMessage());
    }
  }

  @Override
  public String toString() {
    return done.toString();
  }
}
