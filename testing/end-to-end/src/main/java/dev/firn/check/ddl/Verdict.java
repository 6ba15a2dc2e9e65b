package dev.firn.check.ddl;

import dev.firn.check.ddl.FirnJobs.Ended;
import dev.firn.endtoend.compare.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether each table equals its source, or is put aside for a reason that is true, with a command
 * that works: it is run, rows are changed, and then the table has to be equal.
 */
final class Verdict {

  static final Pattern COMMAND =
      Pattern.compile(
          "firn bulk-load --source (\\S+) --tables (\\S+?)( --[\\w -]+?)?(?=[.,;] |\\.$)");
  private static final int MAX_ADVICES = 3;

  private final FirnJobs jobs;
  private final Database database;
  private final List<TableHistory> tables;
  private final Map<String, List<String>> problems = new TreeMap<>();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private int quarantined;
  private int reloaded;
  private int diverged;
  private int wrongReasons;

  Verdict(FirnJobs jobs, Database database, List<TableHistory> tables) {
    this.jobs = jobs;
    this.database = database;
    this.tables = tables;
  }

  /** A load as a reason names it. */
  private record Advice(TableHistory of, String table, String command, String options) {}

  boolean reach() throws Exception {
    Map<String, String> reasons = jobs.reasons();
    List<Advice> advices = new ArrayList<>();
    for (TableHistory table : tables) {
      String reason = reasons.getOrDefault(table.name(), "");
      if (reason.isEmpty()) {
        compare(table, table.name(), "");
        continue;
      }
      quarantined++;
      if (!table.facts().support(reason)) {
        wrongReasons++;
        problem(table, "wrong reason: " + reason);
      }
      if (kinds.merge(table.facts().kind(reason), 1, Integer::sum) == 1) {
        System.out.println(table.name() + " is put aside: " + reason);
      }
      advice(table, reason).ifPresent(advices::add);
    }
    Set<Advice> all = new LinkedHashSet<>();
    for (int i = 0; i < MAX_ADVICES && !advices.isEmpty(); i++) {
      all.addAll(advices);
      advices = follow(advices);
    }
    for (Advice advice : advices) {
      diverged++;
      problem(advice.of(), "goes in circles: " + advice.command());
    }
    reloaded = all.size();
    for (Advice advice : all) {
      compare(advice.of(), advice.table(), "after its reload ");
    }
    say();
    return diverged == 0 && wrongReasons == 0;
  }

  private Optional<Advice> advice(TableHistory table, String reason) throws SQLException {
    try (Connection connection = database.connect()) {
      table.obey(connection, reason);
    }
    Matcher command = COMMAND.matcher(reason);
    if (!command.find()) {
      if (table.isThere()) {
        diverged++;
        problem(table, "names no load: " + reason);
      }
      return Optional.empty();
    }
    if (!table.isThere() && command.group(2).equals(table.name())) {
      // The source has none of the name, and the command is for the day when it has.
      return Optional.empty();
    }
    String options = command.group(3) == null ? "" : command.group(3);
    return Optional.of(new Advice(table, command.group(2), command.group(), options));
  }

  /**
   * Runs what was advised, of each kind one as it stands, and the others of the kind in one load of
   * the same options; then rows are changed and followed.
   *
   * @return what is advised then, of the same tables
   */
  private List<Advice> follow(List<Advice> advices) throws Exception {
    Map<String, List<Advice>> byOptions = new LinkedHashMap<>();
    advices.forEach(
        one -> byOptions.computeIfAbsent(one.options(), key -> new ArrayList<>()).add(one));
    for (List<Advice> alike : byOptions.values()) {
      Advice first = alike.get(0);
      report(jobs.asPrinted(first.command()));
      List<Advice> others = alike.subList(1, alike.size());
      if (!others.isEmpty()) {
        String names = String.join(",", others.stream().map(Advice::table).toList());
        String command = first.command().replace("--tables " + first.table(), "--tables " + names);
        report(jobs.asPrinted(command));
      }
    }
    try (Connection connection = database.connect()) {
      for (Advice advice : advices) {
        if (advice.of().isThere() && advice.of().name().equals(advice.table())) {
          advice.of().change(connection);
        }
      }
    }
    jobs.follow("5s");
    Map<String, String> after = jobs.reasons();
    List<Advice> next = new ArrayList<>();
    for (Advice advice : advices) {
      String reason = after.getOrDefault(advice.table(), "");
      if (!reason.isEmpty()) {
        advice(advice.of(), reason).ifPresent(next::add);
      }
    }
    return next;
  }

  /** A load of many may fail for one of them; of which, its rows tell. */
  private static void report(Ended ended) {
    if (ended.code() != 0) {
      System.out.println("A load ended with " + ended.code() + ": " + ended.said());
    }
  }

  private void compare(TableHistory history, String table, String when) throws Exception {
    List<String> differences = LakeRows.compare(database, jobs.lake(), table);
    if (!differences.isEmpty()) {
      diverged++;
      problem(history, when + "diverged: " + differences);
    }
  }

  private void problem(TableHistory table, String what) {
    problems.computeIfAbsent(table.name(), key -> new ArrayList<>()).add(what);
  }

  private void say() {
    for (TableHistory table : tables) {
      List<String> all = problems.get(table.name());
      if (all != null) {
        all.forEach(problem -> System.out.println(table.name() + " " + problem));
        table.statements().forEach(statement -> System.out.println("    " + statement));
      }
    }
    kinds.forEach((kind, count) -> System.out.println(count + " put aside: " + kind));
  }

  String result(long seed) {
    return String.format(
        Locale.ROOT,
        "RESULT ddl histories=%d quarantined=%d reloaded=%d diverged=%d wrong_reason=%d seed=%d",
        tables.size(),
        quarantined,
        reloaded,
        diverged,
        wrongReasons,
        seed);
  }
}
