package dev.firn.validate.report;

import dev.firn.error.ExitCode;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import java.util.List;

/** All tables of a source, and what the run ends with. */
public record ValidationReport(String source, Level level, List<TableVerdict> tables) {

  public ValidationReport {
    tables = List.copyOf(tables);
  }

  public ExitCode exitCode() {
    boolean differs =
        tables.stream()
            .anyMatch(
                table -> table.verdict() == Verdict.DIFFERS || table.verdict() == Verdict.MISSING);
    if (differs) {
      return ExitCode.MISMATCH;
    }
    boolean unchecked = tables.stream().anyMatch(table -> table.verdict() == Verdict.NOT_CHECKED);
    return unchecked ? ExitCode.PARTIAL : ExitCode.OK;
  }

  /** The same verdicts without the tables that are empty on both sides. */
  public ValidationReport withoutEmpty() {
    return new ValidationReport(
        source, level, tables.stream().filter(table -> !table.isEmpty()).toList());
  }
}
