package dev.firn.watch;

import dev.firn.overview.Shown;
import dev.firn.overview.SourceOverview;
import dev.firn.overview.TableOverview;
import dev.firn.status.TableStatus;
import dev.firn.terminal.TextWidth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where nothing can be redrawn: a line for each table of which something else is to be said. */
final class StatusLines {

  private final Map<String, String> said = new HashMap<>();

  List<String> of(List<SourceOverview> sources) {
    List<String> lines = new ArrayList<>();
    for (SourceOverview source : sources) {
      if (source.isReached()) {
        said.remove(source.source());
        source
            .tables()
            .forEach(
                table -> say(source, source.source() + "." + table.name(), text(table), lines));
      } else {
        say(source, source.source(), "not reached: " + source.trouble(), lines);
      }
    }
    return lines;
  }

  private void say(SourceOverview source, String what, String text, List<String> lines) {
    if (!text.equals(said.put(what, text))) {
      lines.add(
          "%s %s"
              .formatted(
                  Shown.moment(source.at()), TextWidth.wrapped(what + " " + text, 0).get(0)));
    }
  }

  private static String text(TableOverview table) {
    TableStatus status = table.status();
    StringBuilder text = new StringBuilder(status.condition().text());
    text.append(", rows loaded ").append(Shown.number(status.loadedRows()));
    text.append(", events ").append(Shown.number(status.eventsApplied()));
    text.append(", behind ").append(StatusText.behind(status.freshness()).text());
    table
        .validation()
        .ifPresent(
            verdict -> text.append(", compared ").append(verdict.verdict().replace('_', ' ')));
    if (table.openLetters() > 0) {
      text.append(", dead letters ").append(table.openLetters());
    }
    String trouble = status.trouble();
    return trouble.isEmpty() ? text.toString() : text.append(": ").append(trouble).toString();
  }
}
