package dev.firn.validate.check;

import dev.firn.validate.content.Differences;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What checks have found out about a table.
 *
 * @param problems why both sides differ
 * @param unchecked why something of it could not be checked
 * @param notes what else is worth knowing
 * @param sourceRows -1 if they were not counted
 * @param lakeRows -1 if they were not counted
 * @param columns whose values differ
 * @param repaired rows of the lake that were wrong and are not any more
 */
public record Findings(
    List<String> problems,
    List<String> unchecked,
    List<String> notes,
    long sourceRows,
    long lakeRows,
    List<String> columns,
    Differences differences,
    long repaired) {

  private static final long NOT_COUNTED = -1;

  public static final Findings NONE =
      new Findings(
          List.of(),
          List.of(),
          List.of(),
          NOT_COUNTED,
          NOT_COUNTED,
          List.of(),
          Differences.NONE,
          0);

  public Findings {
    problems = List.copyOf(problems);
    unchecked = List.copyOf(unchecked);
    notes = List.copyOf(notes);
    columns = List.copyOf(columns);
  }

  static Findings problems(List<String> problems) {
    return new Findings(
        problems, List.of(), List.of(), NOT_COUNTED, NOT_COUNTED, List.of(), Differences.NONE, 0);
  }

  public static Findings unchecked(String why) {
    return new Findings(
        List.of(),
        List.of(why),
        List.of(),
        NOT_COUNTED,
        NOT_COUNTED,
        List.of(),
        Differences.NONE,
        0);
  }

  static Findings counted(long sourceRows, long lakeRows) {
    return new Findings(
        List.of(), List.of(), List.of(), sourceRows, lakeRows, List.of(), Differences.NONE, 0);
  }

  Findings withProblem(String problem) {
    return new Findings(
        joined(problems, List.of(problem)),
        unchecked,
        notes,
        sourceRows,
        lakeRows,
        columns,
        differences,
        repaired);
  }

  public Findings withNotes(List<String> more) {
    return new Findings(
        problems,
        unchecked,
        joined(notes, more),
        sourceRows,
        lakeRows,
        columns,
        differences,
        repaired);
  }

  Findings with(List<String> differingColumns, Differences found) {
    return new Findings(
        problems, unchecked, notes, sourceRows, lakeRows, differingColumns, found, repaired);
  }

  public Findings withRepaired(long rows) {
    return new Findings(
        problems, unchecked, notes, sourceRows, lakeRows, columns, differences, repaired + rows);
  }

  /** These, and what another check has found. */
  public Findings and(Findings other) {
    return new Findings(
        joined(problems, other.problems),
        joined(unchecked, other.unchecked),
        joined(notes, other.notes),
        Math.max(sourceRows, other.sourceRows),
        Math.max(lakeRows, other.lakeRows),
        joined(columns, other.columns),
        other.differences.equals(Differences.NONE) ? differences : other.differences,
        repaired + other.repaired);
  }

  /** These, and what the same checks have found about other rows of the table. */
  public Findings andOfOtherRows(Findings others) {
    return new Findings(
        joined(problems, others.problems),
        joined(unchecked, others.unchecked),
        joined(notes, others.notes),
        sum(sourceRows, others.sourceRows),
        sum(lakeRows, others.lakeRows),
        joined(columns, others.columns),
        differences.and(others.differences),
        repaired + others.repaired);
  }

  private static long sum(long some, long more) {
    return some == NOT_COUNTED ? more : more == NOT_COUNTED ? some : some + more;
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).distinct().toList();
  }

  /** Why both sides differ, what could not be checked and what else is worth knowing. */
  List<String> all() {
    List<String> all = new ArrayList<>(problems);
    all.addAll(unchecked);
    all.addAll(notes);
    return all;
  }
}
