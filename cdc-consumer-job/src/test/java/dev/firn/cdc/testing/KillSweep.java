package dev.firn.cdc.testing;

import dev.firn.fault.FaultPoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets consumers die at every step of their batches, starts them again, and looks at every state
 * that they have published.
 */
public final class KillSweep {

  /** Of each table, between two consumers. */
  public static final int OPERATIONS = 12;

  /** So small that there are batches before and after the one that is disturbed. */
  public static final int BATCH_SIZE = 30;

  private final StreamRig rig;
  private final Random random;

  public KillSweep(StreamRig rig, long seed) {
    this.rig = rig;
    this.random = new Random(seed);
  }

  /** A process that has died: no thread of it goes past the next step. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Kills what reaches a place for the n-th time, and everything else of it from then on. */
  private static final class Kill implements FaultPoint.Trap {
    private final String place;
    private final AtomicInteger left;

    Kill(String place, int time) {
      this.place = place;
      this.left = new AtomicInteger(time);
    }

    boolean isDone() {
      return left.get() <= 0;
    }

    @Override
    public void reached(String step, String subject) {
      if (isDone() || (place.equals(place(step, subject)) && left.decrementAndGet() == 0)) {
        throw new Killed();
      }
    }
  }

  private static String place(String step, String subject) {
    return subject.isEmpty() ? step : step + "/" + subject;
  }

  /** Every place that an undisturbed consumer passes, in the order of its first visit. */
  public Set<String> places() {
    ConcurrentLinkedQueue<String> passed = new ConcurrentLinkedQueue<>();
    FaultPoint.install((step, subject) -> passed.add(place(step, subject)));
    try {
      rig.write(random, OPERATIONS);
      rig.consume(BATCH_SIZE);
    } finally {
      FaultPoint.install(null);
    }
    return new LinkedHashSet<>(passed);
  }

  public static boolean isOncePerRun(String place) {
    return Set.of("stream.start", "stream.claim.after", "stream.plan.after", "stream.query.after")
        .contains(place);
  }

  /**
   * Dies at the place, starts again.
   *
   * @param time at which visit, so that batches were applied before it
   * @return what is wrong, nothing if all is well
   */
  public List<String> dieAt(String place, int time) {
    rig.write(random, OPERATIONS);
    Kill kill = new Kill(place, time);
    FaultPoint.install(kill);
    try {
      rig.consume(BATCH_SIZE);
    } catch (RuntimeException e) {
      if (!kill.isDone()) {
        throw e;
      }
    } finally {
      FaultPoint.install(null);
    }
    List<String> problems = new ArrayList<>();
    if (!kill.isDone()) {
      problems.add("the consumer did not come to " + place);
    }
    rig.consume(BATCH_SIZE);
    problems.addAll(rig.problems());
    problems.addAll(rig.behind());
    return problems;
  }
}
