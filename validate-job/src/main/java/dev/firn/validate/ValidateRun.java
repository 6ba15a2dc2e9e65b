package dev.firn.validate;

import dev.firn.error.Failures;
import dev.firn.files.Directory;
import dev.firn.job.RunResult;
import dev.firn.lake.LakeTables;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.report.RunPages;
import dev.firn.validate.report.ValidationReport;
import dev.firn.validate.report.ValidationResult;
import dev.firn.validate.report.ValidationTable;
import java.time.Clock;
import java.util.UUID;

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

  ValidationReport run(
      ValidateRequest request, ValidateJob job, LakeTables lake, boolean terminal) {
    String source = request.source().name();
    ValidationResult result =
        new ValidationResult(
            new RunResult(home, "validate", source, id, clock), pages, id, lake, clock);
    try {
      ValidationReport report = job.run(terminal);
      new ValidationTable(lake, request.source().namespace()).add(id, clock.instant(), report);
      result.write(report, job.unfollowed());
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
