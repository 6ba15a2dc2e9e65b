package dev.firn.watch;

import dev.firn.model.ShellWord;
import dev.firn.overview.LastVerdict;
import dev.firn.overview.Shown;
import dev.firn.overview.SourceOverview;
import dev.firn.overview.TableOverview;
import dev.firn.status.Condition;
import dev.firn.status.Freshness;
import dev.firn.status.RunLock;
import dev.firn.terminal.Cell;
import dev.firn.terminal.Column;
import dev.firn.terminal.TextGrid;
import dev.firn.terminal.TextWidth;
import dev.firn.terminal.Tone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Sources as lines: a table of their tables, and below it what is wrong in full.
 *
 * @param width of a line; 0 if there is no limit
 */
record StatusText(int width, boolean isColoured) {

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("state", 0, 0),
          Column.text("table", 0, 12),
          Column.number("rows loaded", 3),
          Column.number("events", 5),
          Column.text("behind", 1, 0),
          Column.number("fresh", 4),
          Column.text("compared", 6, 0),
          Column.number("letters", 2),
          Column.text("position", 7, 12));

  List<String> of(List<SourceOverview> sources) {
    List<String> lines = new ArrayList<>();
    for (SourceOverview source : sources) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(of(source));
    }
    return lines;
  }

  private List<String> of(SourceOverview source) {
    List<String> lines = new ArrayList<>();
    add(lines, "", source.source(), Tone.STRONG, summary(source));
    if (!source.isReached()) {
      add(lines, "  ", "not reached", Tone.BAD, source.trouble());
      return lines;
    }
    for (RunLock.Held load : source.loads()) {
      add(
          lines,
          "  ",
          load.isSilent() ? "load, not heard of lately" : "load",
          load.isSilent() ? Tone.NOTE : Tone.FAINT,
          load.holder());
    }
    if (source.tables().isEmpty()) {
      lines.add(
          "  nothing is loaded yet: firn bulk-load --source " + ShellWord.quoted(source.source()));
      return lines;
    }
    TextGrid grid = new TextGrid(COLUMNS);
    source.tables().forEach(table -> grid.add(row(table, source.at())));
    lines.addAll(grid.lines(width, isColoured));
    List<String> troubles = troubles(source);
    if (!troubles.isEmpty()) {
      lines.add("");
      lines.addAll(troubles);
    }
    return lines;
  }

  private static String summary(SourceOverview source) {
    if (!source.isReached()) {
      return source.place();
    }
    String conditions =
        source.conditions().entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey().text())
            .collect(Collectors.joining(", "));
    return "%s, %s, %s events waiting, as of %s UTC"
        .formatted(
            source.place(),
            conditions.isEmpty() ? "no tables" : conditions,
            Shown.number(source.eventsWaiting()),
            Shown.clock(source.at()));
  }

  private static List<Cell> row(TableOverview table, Instant now) {
    Condition condition = table.status().condition();
    return List.of(
        Cell.of(condition.text(), tone(condition)),
        Cell.of(table.name()),
        Cell.of(Shown.number(table.status().loadedRows())),
        Cell.of(Shown.number(table.status().eventsApplied())),
        behind(table.status().freshness()),
        Cell.of(Shown.age(table.freshAsOf(), now)),
        compared(table, now),
        table.openLetters() == 0
            ? Cell.of(Shown.NOTHING, Tone.FAINT)
            : Cell.of(Shown.number(table.openLetters()), Tone.BAD),
        Cell.of(table.status().position() == null ? Shown.NOTHING : table.status().position()));
  }

  private static Tone tone(Condition condition) {
    if (condition.isTrouble()) {
      return Tone.BAD;
    } else if (condition.isPartial() || condition == Condition.LOADING) {
      return Tone.NOTE;
    }
    return condition == Condition.FOLLOWED || condition == Condition.LOADED
        ? Tone.GOOD
        : Tone.FAINT;
  }

  static Cell behind(Freshness fresh) {
    Long events = fresh.lagEvents();
    if (events == null) {
      return Cell.of(Shown.NOTHING, Tone.FAINT);
    } else if (events == 0) {
      return Cell.of("nothing", Tone.GOOD);
    }
    String waiting = Shown.number(events) + (events == 1 ? " event" : " events");
    Long seconds = fresh.lagSeconds();
    return Cell.of(seconds == null ? waiting : waiting + ", " + Shown.seconds(seconds), Tone.NOTE);
  }

  private static Cell compared(TableOverview table, Instant now) {
    return table
        .validation()
        .map(
            verdict ->
                Cell.of(
                    verdict.verdict().replace('_', ' ') + ", " + Shown.age(verdict.at(), now),
                    verdict.isMismatch()
                        ? Tone.BAD
                        : verdict.verdict().equals("equal") ? Tone.GOOD : Tone.NOTE))
        .orElse(Cell.of(Shown.NOTHING, Tone.FAINT));
  }

  private List<String> troubles(SourceOverview source) {
    List<String> lines = new ArrayList<>();
    for (TableOverview table : source.tables()) {
      String trouble = table.status().trouble();
      if (!trouble.isEmpty()) {
        Tone tone = table.status().condition().isTrouble() ? Tone.BAD : Tone.NOTE;
        add(lines, "  ", table.name(), tone, trouble);
      }
      table
          .validation()
          .filter(LastVerdict::isMismatch)
          .ifPresent(verdict -> add(lines, "  ", table.name(), Tone.BAD, differs(verdict)));
    }
    if (source.openLetters() > 0) {
      add(
          lines,
          "  ",
          Shown.number(source.openLetters()) + " dead letters",
          Tone.BAD,
          "firn dlq list --source " + ShellWord.quoted(source.source()));
    }
    return lines;
  }

  static String differs(LastVerdict verdict) {
    return "the last validation (%s) says it %s%s%s"
        .formatted(
            verdict.level(),
            verdict.verdict().equals("differs") ? "differs" : "is " + verdict.verdict(),
            verdict.differingRows() == 0
                ? ""
                : ", " + Shown.number(verdict.differingRows()) + " rows",
            verdict.columns().isEmpty() ? "" : ", in " + verdict.columns());
  }

  /** A word, and what there is to say of it in as many lines as it takes. */
  private void add(List<String> lines, String indent, String word, Tone tone, String text) {
    String begin = TextWidth.visible(word) + ": ";
    int room = width == 0 ? 0 : Math.max(20, width - indent.length() - 2);
    List<String> wrapped = TextWidth.wrapped(begin + text, room);
    for (int i = 0; i < wrapped.size(); i++) {
      String line = wrapped.get(i);
      if (i == 0 && isColoured && line.startsWith(begin.strip())) {
        line = tone.paint(begin.strip()) + line.substring(begin.strip().length());
      }
      lines.add(indent + (i == 0 ? "" : "  ") + line);
    }
  }
}
