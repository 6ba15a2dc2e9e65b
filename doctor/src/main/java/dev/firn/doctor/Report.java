package dev.firn.doctor;

import dev.firn.error.ExitCode;
import dev.firn.health.Severity;
import java.util.Comparator;
import java.util.List;

/** What was found of all sources. */
record Report(List<Examination> sources) {

  Report {
    sources = List.copyOf(sources);
  }

  /**
   * That of the worst source.
   *
   * @param strict true if a warning counts as what does not work
   */
  ExitCode exitCode(boolean strict) {
    ExitCode worst =
        sources.stream()
            .map(Examination::exitCode)
            .max(Comparator.naturalOrder())
            .orElse(ExitCode.OK);
    boolean isWarned = sources.stream().anyMatch(each -> each.count(Severity.WARNING) > 0);
    return worst == ExitCode.OK && strict && isWarned ? ExitCode.UNAVAILABLE : worst;
  }
}
