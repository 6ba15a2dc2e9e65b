package dev.firn.cdc;

import dev.firn.cdc.apply.TableOutcomes;
import dev.firn.error.ExitCode;
import dev.firn.model.TableId;
import dev.firn.overview.Shown;
import dev.firn.overview.SourceOverview;
import dev.firn.page.ChartSection;
import dev.firn.page.GridCell;
import dev.firn.page.GridSection;
import dev.firn.page.Head;
import dev.firn.page.Lane;
import dev.firn.page.Mood;
import dev.firn.page.Section;
import dev.firn.page.TimelineSection;
import dev.firn.report.Activity;
import dev.firn.report.RunPages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream as its page shows it.
 *
 * @param outcomes null until it begins
 * @param code with which it ends; null while it goes on
 */
record StreamPage(@Nullable TableOutcomes outcomes, @Nullable ExitCode code, Instant now) {

  RunPages.Story story(SourceOverview overview) {
    if (outcomes == null) {
      return new RunPages.Story(
          "begins", "Tables and topics are looked at.", figures(overview, 0, 0, 0), List.of());
    }
    List<Map<String, Object>> tables = outcomes.describe();
    Map<TableId, String> notFollowed = outcomes.notFollowed();
    Activity.Seen seen = outcomes.activity().until(now);
    long events = tables.stream().mapToLong(StreamPage::events).sum();
    long standing = tables.stream().filter(table -> !isFollowed(table)).count();
    return new RunPages.Story(
        verdict(standing),
        sentence(tables.size(), standing),
        figures(overview, events, tables.size() - standing, tables.size()),
        List.of(charts(seen), timeline(seen), tables(tables, notFollowed)));
  }

  private String verdict(long standing) {
    if (standing > 0) {
      return standing == 1 ? "1 table stands" : standing + " tables stand";
    }
    return code == null ? "running" : code == ExitCode.OK ? "stopped well" : "stopped";
  }

  private String sentence(int tables, long standing) {
    return "%d of %d tables %s followed%s."
        .formatted(
            tables - standing,
            tables,
            code == null ? "are" : "were",
            standing == 0 ? "" : "; why the others stand is said below");
  }

  private static List<Head.Figure> figures(
      SourceOverview overview, long events, long followed, long tables) {
    long behind =
        overview.tables().stream()
            .map(table -> table.status().freshness().lagSeconds())
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    return List.of(
        new Head.Figure("events of this run", Shown.number(events), ""),
        new Head.Figure("waiting in Kafka", Shown.number(overview.eventsWaiting()), "events"),
        new Head.Figure("furthest behind", Shown.seconds(behind), "of all tables"),
        new Head.Figure("tables followed", Shown.number(followed), "of " + tables),
        new Head.Figure("dead letters", Shown.number(overview.openLetters()), "open"));
  }

  private static long events(Map<String, Object> table) {
    return ((Number) table.getOrDefault("events", 0L)).longValue();
  }

  private static boolean isFollowed(Map<String, Object> table) {
    return "followed".equals(table.get("status"));
  }

  private static Section charts(Activity.Seen seen) {
    return new ChartSection(
        "rates",
        "Rates and lag",
        "",
        List.of(
            new ChartSection.Chart("Applied", "events/s", seen.from(), seen.to(), seen.rates()),
            new ChartSection.Chart(
                "Waiting in Kafka",
                "events",
                seen.from(),
                seen.to(),
                seen.waiting().stream().map(Long::doubleValue).toList())));
  }

  private static Section timeline(Activity.Seen seen) {
    List<Lane> lanes = new ArrayList<>();
    seen.events()
        .forEach(
            (table, steps) -> {
              long most = steps.stream().mapToLong(Long::longValue).max().orElse(1);
              long all = steps.stream().mapToLong(Long::longValue).sum();
              List<Lane.Bar> bars = new ArrayList<>();
              for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i) > 0) {
                  Instant begin = seen.begin(i);
                  bars.add(
                      new Lane.Bar(
                          begin,
                          begin.plus(seen.step()),
                          Mood.GOOD,
                          (double) steps.get(i) / most,
                          "%s events from %s UTC"
                              .formatted(Shown.number(steps.get(i)), Shown.clock(begin))));
                }
              }
              lanes.add(new Lane(table, Shown.number(all) + " events", bars));
            });
    return new TimelineSection(
        "timeline",
        "Over time",
        "When changes of each table became visible in the lake, in steps of %s; a table that had none has no line."
            .formatted(Shown.seconds(seen.step().toSeconds())),
        seen.from(),
        seen.to(),
        lanes);
  }

  private static Section tables(
      List<Map<String, Object>> tables, Map<TableId, String> notFollowed) {
    Map<String, String> reasons = new TreeMap<>();
    notFollowed.forEach((table, why) -> reasons.put(table.toString(), why));
    List<List<GridCell>> rows = new ArrayList<>();
    for (Map<String, Object> table : tables) {
      String name = String.valueOf(table.get("table"));
      String why = Objects.requireNonNullElse(reasons.remove(name), "");
      rows.add(
          row(String.valueOf(table.get("status")), isFollowed(table), name, events(table), why));
    }
    reasons.forEach((name, why) -> rows.add(row("not followed", false, name, 0, why)));
    return new GridSection(
        "tables",
        "Tables of this stream",
        "",
        List.of("status", "table", "events of this run", "why"),
        rows);
  }

  private static List<GridCell> row(
      String status, boolean isFollowed, String name, long events, String why) {
    Mood mood = isFollowed ? Mood.GOOD : status.equals("quarantined") ? Mood.BAD : Mood.NOTE;
    return List.of(
        GridCell.badge(status, mood),
        GridCell.of(name),
        GridCell.number(Shown.number(events), events),
        GridCell.of(why, mood == Mood.GOOD ? Mood.PLAIN : mood));
  }
}
