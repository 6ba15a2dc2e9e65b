package dev.firn.doctor;

import dev.firn.error.ExitCode;
import dev.firn.health.Finding;
import dev.firn.health.Severity;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What was found of one source.
 *
 * @param findings the worst first, else in the order of the probes
 * @param probes how many have looked
 */
record Examination(
    String source, List<PartState> parts, List<Finding> findings, int probes, Duration took) {

  Examination {
    parts = List.copyOf(parts);
    findings =
        findings.stream().sorted(Comparator.comparing(Finding::severity).reversed()).toList();
  }

  long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  /** That of the worst finding; a gap is worse than what does not answer. */
  ExitCode exitCode() {
    return findings.stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .map(Finding::code)
        .max(Comparator.naturalOrder())
        .orElse(ExitCode.OK);
  }
}
