package dev.firn.check.stream;

import dev.firn.cdc.testing.KillSweep;
import dev.firn.cdc.testing.StreamRig;
import dev.firn.fault.FaultPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The program behind {@code scripts/check stream-kill-points}, started with spark-submit: the
 * address of a Kafka broker, how often each place is died at, at how many places whole processes
 * are killed, and a seed.
 *
 * <p>In this JVM the tables are applied one after the other, so that every place of a table is one
 * of the first, the middle or the last; the processes apply them at once.
 */
public final class StreamKillPoints {

  private int points;
  private int diverged;

  private StreamKillPoints() {}

  public static void main(String[] arguments) throws Exception {
    int times = Integer.parseInt(arguments[1]);
    int processes = Integer.parseInt(arguments[2]);
    long seed = Long.parseLong(arguments[3]);
    StreamKillPoints check = new StreamKillPoints();
    List<String> places;
    try (StreamRig rig = new StreamRig(arguments[0], "kills", 3, "tables_at_once: 1")) {
      KillSweep sweep = new KillSweep(rig, seed);
      places = new ArrayList<>(sweep.places());
      for (int time = 1; time <= times; time++) {
        for (String place : places) {
          if (time == 1 || !KillSweep.isOncePerRun(place)) {
            check.record(place + ", visit " + time, sweep.dieAt(place, time));
          }
        }
      }
    }
    Collections.shuffle(places, new Random(seed));
    try (StreamRig rig = new StreamRig(arguments[0], "killed", 3)) {
      Random random = new Random(seed);
      for (String place : places.subList(0, Math.min(processes, places.size()))) {
        check.record(place + ", kill -9", killAt(place, rig, random));
      }
    }
    System.out.printf(
        "RESULT stream-kill-points points=%d diverged=%d%n", check.points, check.diverged);
    if (check.diverged > 0) {
      throw new IllegalStateException(check.diverged + " points diverged, seed " + seed);
    }
  }

  /** A process stops at the place and is killed with signal 9, then another goes on. */
  private static List<String> killAt(String place, StreamRig rig, Random random) throws Exception {
    rig.write(random, KillSweep.OPERATIONS);
    List<String> problems = new ArrayList<>();
    try (ConsumerProcess killed =
        ConsumerProcess.start(rig, "-Dfirn.stop-at=" + place, KillSweep.BATCH_SIZE)) {
      killed.awaitStopped();
      requireCode(FaultPoint.KILLED, killed.kill(), killed, problems);
    }
    try (ConsumerProcess next = ConsumerProcess.start(rig, "", KillSweep.BATCH_SIZE)) {
      requireCode(0, next.await(), next, problems);
    }
    problems.addAll(rig.problems());
    problems.addAll(rig.behind());
    return problems;
  }

  private static void requireCode(
      int expected, int code, ConsumerProcess consumer, List<String> problems) throws Exception {
    if (code != expected) {
      problems.add("exit code " + code + ", log:\n" + consumer.log());
    }
  }

  private void record(String point, List<String> problems) {
    points++;
    diverged += problems.isEmpty() ? 0 : 1;
    System.out.println(point + ": " + (problems.isEmpty() ? "equal" : problems));
  }
}
