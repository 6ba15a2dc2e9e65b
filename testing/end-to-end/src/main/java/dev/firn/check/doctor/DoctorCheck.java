package dev.firn.check.doctor;

import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes things go wrong in a pipeline of real parts, and asks the doctor: each fault is to be found
 * under its name, and to be gone once the steps were taken that the doctor has printed for it. Of a
 * pipeline that is well nothing is to be found.
 */
public final class DoctorCheck {

  /** Services take their time to come back. */
  private static final int MAX_LOOKS = 12;

  private static final long PAUSE_MILLIS = 2000;
  private static final int MAX_ROUNDS = 4;

  private static final String ALL = "all";

  private final String only;
  private int changes = 50;
  private int planted;
  private int found;
  private int fixed;
  private int falseAlarms;
  private int left;

  private DoctorCheck(Options options) {
    only = options.text("only");
  }

  /** True if everything was found, everything was mended, and nothing else was found. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new DoctorCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    try (Pipeline pipeline = Pipeline.create(directory)) {
      for (Group group : BeforeLoad.groups()) {
        examine(pipeline, group);
      }
      pipeline.begin();
      lookAtHealthy(pipeline);
      for (Group group : AfterLoad.groups()) {
        if (only.equals(ALL)
            || List.of(only.split(",")).stream().anyMatch(group.name()::contains)) {
          examine(pipeline, group);
        }
      }
      pipeline.follow();
      lookAtHealthy(pipeline);
    }
    System.out.printf(
        "RESULT doctor planted=%d found=%d fixed=%d left=%d false_alarms=%d%n",
        planted, found, fixed, left, falseAlarms);
    return planted > 0 && found == planted && fixed == planted && left == 0 && falseAlarms == 0;
  }

  private void lookAtHealthy(Pipeline pipeline) throws Exception {
    List<Finding> alarms = serious(pipeline.doctor());
    alarms.forEach(alarm -> System.out.println("  false alarm: " + alarm));
    falseAlarms += alarms.size();
    System.out.println("healthy: " + alarms.size() + " findings");
  }

  private void examine(Pipeline pipeline, Group group) throws Exception {
    System.out.println(group.name());
    for (Fault fault : group.faults()) {
      fault.plant().on(pipeline);
    }
    List<Finding> findings = awaitAll(pipeline, group.faults());
    List<Fault> missing = new ArrayList<>(group.faults());
    missing.removeIf(fault -> findings.stream().anyMatch(fault::isFoundBy));
    missing.forEach(fault -> System.out.println("  not found: " + fault));
    findings.forEach(
        finding -> System.out.println("  " + finding.probe() + ": " + finding.evidence()));
    Fixes fixes = new Fixes(pipeline);
    List<Finding> present = findings;
    for (int round = 0; round < MAX_ROUNDS && !present.isEmpty(); round++) {
      if (round > 0) {
        // A source lives; some losses are settled by the first change after them.
        pipeline.change(++changes);
      }
      fixes.apply(present);
      present = awaitNone(pipeline);
    }
    List<Finding> last = present;
    last.forEach(finding -> System.out.println("  left: " + finding));
    left += last.size();
    planted += group.faults().size();
    found += group.faults().size() - missing.size();
    fixed +=
        (int)
            group.faults().stream()
                .filter(fault -> !missing.contains(fault))
                .filter(fault -> last.stream().noneMatch(fault::isFoundBy))
                .count();
    System.out.printf("  planted %d, found %d, fixed %d so far%n", planted, found, fixed);
  }

  private static List<Finding> awaitAll(Pipeline pipeline, List<Fault> faults) throws Exception {
    List<Finding> findings = serious(pipeline.doctor());
    for (int look = 0; look < MAX_LOOKS; look++) {
      List<Finding> now = findings;
      if (faults.stream().allMatch(fault -> now.stream().anyMatch(fault::isFoundBy))) {
        return findings;
      }
      Thread.sleep(PAUSE_MILLIS);
      findings = serious(pipeline.doctor());
    }
    return findings;
  }

  /** What is left once services had the time to come back. */
  private static List<Finding> awaitNone(Pipeline pipeline) throws Exception {
    List<Finding> left = serious(pipeline.doctor());
    for (int look = 0; look < 4 && !left.isEmpty(); look++) {
      Thread.sleep(PAUSE_MILLIS);
      left = serious(pipeline.doctor());
    }
    return left;
  }

  private static List<Finding> serious(List<Finding> findings) {
    return findings.stream().filter(Finding::isSerious).toList();
  }
}
