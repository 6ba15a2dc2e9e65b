package dev.firn.check.stream;

import dev.firn.cdc.testing.ConsumerRaces;
import dev.firn.cdc.testing.StreamRig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The program behind {@code scripts/check fencing}, started with spark-submit: the address of a
 * Kafka broker, how many races to run in this JVM and how many between processes, and a seed.
 */
public final class Fencing {

  private static final int FENCED = 9;
  private static final int BATCH_SIZE = 15;

  private Fencing() {}

  public static void main(String[] arguments) throws Exception {
    int races = Integer.parseInt(arguments[1]);
    int processes = Integer.parseInt(arguments[2]);
    long seed = Long.parseLong(arguments[3]);
    int doubled = 0;
    try (ConsumerRaces rig = new ConsumerRaces(seed)) {
      for (int race = 1; race <= races - processes; race++) {
        doubled += report("race " + race, rig.race());
      }
      System.out.println("A consumer was told that it was replaced " + rig.fenced() + " times.");
    }
    // SQLite lets nobody write while a stopped process is in the middle of a commit to a table.
    try (StreamRig rig = new StreamRig(arguments[0], "fenced", 2, "tables_at_once: 1")) {
      Random random = new Random(seed);
      for (int race = 1; race <= Math.min(processes, races); race++) {
        rig.write(random, 12);
        doubled += report("processes " + race, race % 2 == 0 ? together(rig) : stopped(rig));
      }
    }
    System.out.printf("RESULT fencing races=%d double_applies=%d%n", races, doubled);
    if (doubled > 0) {
      throw new IllegalStateException(doubled + " races went wrong, seed " + seed);
    }
  }

  private static int report(String race, List<String> problems) {
    if (!problems.isEmpty() || race.endsWith("0") || race.startsWith("processes")) {
      System.out.println(race + ": " + (problems.isEmpty() ? "exact" : problems));
    }
    return problems.isEmpty() ? 0 : 1;
  }

  /** One is stopped inside a publish while another takes over, and goes on when that is done. */
  private static List<String> stopped(StreamRig rig) throws Exception {
    List<String> problems = new ArrayList<>();
    try (ConsumerProcess old =
        ConsumerProcess.start(rig, "-Dfirn.stop-at=lake.publish.before/t0", BATCH_SIZE)) {
      old.awaitStopped();
      try (ConsumerProcess replacing = ConsumerProcess.start(rig, "", BATCH_SIZE)) {
        requireCode("the new one", replacing, Set.of(0), problems);
      }
      old.goOn();
      requireCode("the old one", old, Set.of(FENCED), problems);
    }
    problems.addAll(rig.problems());
    problems.addAll(rig.behind());
    return problems;
  }

  private static List<String> together(StreamRig rig) throws Exception {
    List<String> problems = new ArrayList<>();
    try (ConsumerProcess one = ConsumerProcess.start(rig, "", BATCH_SIZE);
        ConsumerProcess other = ConsumerProcess.start(rig, "", BATCH_SIZE)) {
      requireCode("one", one, Set.of(0, FENCED), problems);
      requireCode("the other", other, Set.of(0, FENCED), problems);
    }
    problems.addAll(rig.problems());
    problems.addAll(rig.behind());
    return problems;
  }

  private static void requireCode(
      String who, ConsumerProcess consumer, Set<Integer> wanted, List<String> problems)
      throws Exception {
    int code = consumer.await();
    if (!wanted.contains(code)) {
      problems.add(who + " ended with " + code + ", log:\n" + consumer.log());
    }
  }
}
