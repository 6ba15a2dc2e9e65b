package dev.firn.validate.report;

import dev.firn.error.ExitCode;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import java.util.List;

/**
 * All tables of a source, and what the run ends with.
 *
 * @param sourcePosition where the source was when it was read
 */
public record ValidationReport(
    String source, Level level, String sourcePosition, List<TableVerdict> tables) {

  public ValidationReport {
    tables = List.copyOf(tables);
  }

  public ExitCode exitCode() {
    if (tables.stream().anyMatch(table -> table.verdict().isMismatch())) {
      return ExitCode.MISMATCH;
    }
    long unchecked = count(Verdict.NOT_CHECKED);
    if (unchecked == 0) {
      return ExitCode.OK;
    }
    return unchecked == tables.size() ? ExitCode.UNAVAILABLE : ExitCode.PARTIAL;
  }

  long count(Verdict verdict) {
    return tables.stream().filter(table -> table.verdict() == verdict).count();
  }

  /** The same verdicts without the tables that are empty on both sides. */
  public ValidationReport withoutEmpty() {
    return new ValidationReport(
        source, level, sourcePosition, tables.stream().filter(table -> !table.isEmpty()).toList());
  }
}
