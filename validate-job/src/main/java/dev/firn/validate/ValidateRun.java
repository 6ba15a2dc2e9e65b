package dev.firn.validate;

import dev.firn.error.Failures;
import dev.firn.files.Directory;
import dev.firn.job.RunResult;
import dev.firn.lake.LakeTables;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.TableId;
import dev.firn.report.RunPages;
import dev.firn.validate.report.ValidationReport;
import dev.firn.validate.report.ValidationResult;
import dev.firn.validate.report.ValidationTable;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** One process of the validation, which leaves its result whatever its end. */
final class ValidateRun {

  private final Directory home;
  private final RunPages pages;
  private final Clock clock;
  private final String id = UUID.randomUUID().toString().substring(0, 8);

  ValidateRun(Directory home, RunPages pages, Clock clock) {
    this.home = home;
    this.pages = pages;
    this.clock = clock;
  }

  /** What it is called in all that it leaves. */
  String id() {
    return id;
  }

  /** Compares all tables once. */
  ValidationReport run(Validation validation, boolean terminal) {
    ValidateJob job = new ValidateJob(validation);
    return run(
        validation,
        job.unfollowed(),
        () -> {
          ValidationReport report = job.run(terminal);
          new ValidationTable(validation.lake(), validation.source().namespace())
              .add(id, clock.instant(), report);
          return report;
        });
  }

  /** Compares them until it is stopped. */
  ValidationReport run(Validation validation, Watch watch) {
    return run(validation, watch.unfollowed(), watch::run);
  }

  private ValidationReport run(
      Validation validation, Map<TableId, String> unfollowed, Supplier<ValidationReport> work) {
    LakeTables lake = validation.lake();
    String source = validation.source().name();
    ValidationResult result =
        new ValidationResult(
            new RunResult(home, "validate", source, id, clock), pages, id, lake, clock);
    try {
      ValidationReport report = work.get();
      result.write(report, unfollowed);
      return report;
    } catch (Exception e) {
      RuntimeException told =
          LakeFailures.findOutage(e)
              .<RuntimeException>map(outage -> outage)
              .orElseGet(() -> Failures.unchecked(e));
      result.write(told);
      throw told;
    }
  }
}
