package dev.firn.report;

import dev.firn.config.SourceConfig;
import dev.firn.config.file.EffectiveLine;
import dev.firn.health.Answer;
import dev.firn.health.Questions;
import dev.firn.lake.LakeTables;
import dev.firn.overview.LastVerdict;
import dev.firn.overview.OpenLetter;
import dev.firn.overview.OverviewReader;
import dev.firn.overview.Shown;
import dev.firn.overview.SourceOverview;
import dev.firn.overview.TableOverview;
import dev.firn.page.GridCell;
import dev.firn.page.GridSection;
import dev.firn.page.Mood;
import dev.firn.page.Section;
import dev.firn.status.ColumnChange;
import dev.firn.status.Freshness;
import dev.firn.status.TableStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the lake, the configuration and this process tell beside what a run did. */
final class SourceSections {

  private static final int MAX_LETTERS = 50;
  private static final int MAX_DECISIONS = 100;

  /** A lake that is away must not keep a run from its end. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final SourceConfig source;
  private final List<EffectiveLine> config;
  private final Clock clock;

  SourceSections(SourceConfig source, List<EffectiveLine> config, Clock clock) {
    this.source = source;
    this.config = List.copyOf(config);
    this.clock = clock;
  }

  /** What the lake has told. */
  record Told(SourceOverview overview, List<OpenLetter> letters, List<ColumnChange> decisions) {}

  Told ask(LakeTables lake) {
    Answer<Told> answer = new Questions(PATIENCE).ask("page", () -> read(lake)).await();
    return answer
        .find()
        .orElseGet(
            () ->
                new Told(
                    SourceOverview.silent(
                        source.name(),
                        source.namespace().toString(),
                        clock.instant(),
                        answer.trouble()),
                    List.of(),
                    List.of()));
  }

  private Told read(LakeTables lake) {
    return new Told(
        new OverviewReader(source, clock).read(lake),
        OpenLetter.newest(lake, source.namespace(), source.name(), MAX_LETTERS),
        ColumnChange.newest(lake, source.namespace(), source.name(), MAX_DECISIONS));
  }

  List<Section> of(Told told) {
    List<Section> sections = new ArrayList<>();
    sections.add(tables(told.overview()));
    sections.add(validation(told.overview()));
    sections.add(letters(told));
    sections.add(decisions(told));
    sections.add(configuration());
    sections.add(versions());
    return sections;
  }

  private static String orTrouble(SourceOverview overview, String otherwise) {
    return overview.isReached() ? otherwise : "The lake does not tell: " + overview.trouble();
  }

  private static Section tables(SourceOverview overview) {
    return new GridSection(
            "source",
            "The source in the lake",
            "All tables of %s as firn status shows them: what loads and streams have left in %s."
                .formatted(overview.source(), overview.place()),
            List.of(
                "state",
                "table",
                "rows loaded",
                "events",
                "behind",
                "fresh as of",
                "letters",
                "position",
                "what is wrong"),
            overview.tables().stream().map(table -> row(table)).toList())
        .whenEmpty(orTrouble(overview, "No table was loaded yet."));
  }

  private static List<GridCell> row(TableOverview table) {
    TableStatus status = table.status();
    return List.of(
        GridCell.badge(status.condition().text(), Moods.of(status.condition())),
        GridCell.of(table.name()),
        number(status.loadedRows()),
        number(status.eventsApplied()),
        behind(status.freshness()),
        moment(table.freshAsOf()),
        number(table.openLetters()).as(table.openLetters() > 0 ? Mood.BAD : Mood.FAINT),
        GridCell.code(status.position() == null ? "" : status.position()),
        GridCell.of(status.trouble(), status.condition().isTrouble() ? Mood.BAD : Mood.FAINT));
  }

  private static GridCell behind(Freshness fresh) {
    Long events = fresh.lagEvents();
    if (events == null) {
      return GridCell.unknown();
    } else if (events == 0) {
      return GridCell.number("nothing", 0);
    }
    Long seconds = fresh.lagSeconds();
    String text = Shown.number(events) + (events == 1 ? " event" : " events");
    return GridCell.number(seconds == null ? text : text + ", " + Shown.seconds(seconds), events)
        .as(Mood.NOTE);
  }

  static GridCell number(@Nullable Long number) {
    return number == null ? GridCell.unknown() : GridCell.number(Shown.number(number), number);
  }

  static GridCell moment(@Nullable Instant at) {
    return at == null ? GridCell.unknown() : GridCell.number(Shown.moment(at), at.toEpochMilli());
  }

  private static Section validation(SourceOverview overview) {
    List<List<GridCell>> rows = new ArrayList<>();
    overview
        .tables()
        .forEach(
            table -> table.validation().ifPresent(verdict -> rows.add(row(table.name(), verdict))));
    return new GridSection(
            "validated",
            "Last validation",
            "What was found when each table was compared last, and when that was.",
            List.of("verdict", "table", "level", "when", "differing rows", "columns", "remarks"),
            rows)
        .whenEmpty(
            orTrouble(
                overview,
                "No table was compared yet. firn validate --source %s does it."
                    .formatted(overview.source())));
  }

  private static List<GridCell> row(String table, LastVerdict verdict) {
    return List.of(
        GridCell.badge(verdict.verdict().replace('_', ' '), Moods.of(verdict)),
        GridCell.of(table),
        GridCell.of(verdict.level()),
        moment(verdict.at()),
        number(verdict.differingRows()),
        GridCell.of(verdict.columns()),
        GridCell.of(verdict.note(), Mood.FAINT));
  }

  private static Section letters(Told told) {
    long open = told.overview().openLetters();
    return new GridSection(
            "letters",
            "Dead letters",
            open == 0
                ? ""
                : "%s events could not be applied and wait for firn dlq; the newest %d."
                    .formatted(Shown.number(open), told.letters().size()),
            List.of("letter", "table", "since", "reason"),
            told.letters().stream()
                .map(
                    letter ->
                        List.of(
                            GridCell.code(letter.id()),
                            GridCell.of(letter.table()),
                            moment(letter.at()),
                            GridCell.of(letter.reason())))
                .toList())
        .whenEmpty(
            orTrouble(told.overview(), "No event waits: every one that came could be applied."));
  }

  private static Section decisions(Told told) {
    return new GridSection(
            "drift",
            "Drift",
            told.decisions().isEmpty()
                ? ""
                : "What became of changes of columns, the newest first.",
            List.of("when", "table", "kind", "column", "before", "after", "policy", "decision"),
            told.decisions().stream()
                .map(
                    each ->
                        List.of(
                            moment(each.decidedAt()),
                            GridCell.of(each.decided().table()),
                            GridCell.of(each.decided().kind()),
                            GridCell.of(each.decided().column()),
                            GridCell.code(each.decided().before()),
                            GridCell.code(each.decided().after()),
                            GridCell.of(each.decided().policy()),
                            GridCell.of(each.decided().decision())))
                .toList())
        .whenEmpty(orTrouble(told.overview(), "No column was changed at the source."));
  }

  private Section configuration() {
    return new GridSection(
            "configuration",
            "Configuration",
            "Every value as it applied, with who says it. Secrets are asterisks.",
            List.of("value", "said by"),
            config.stream()
                .map(
                    line ->
                        List.of(
                            GridCell.code("  ".repeat(line.depth()) + line.text()),
                            GridCell.of(line.origin(), Mood.FAINT)))
                .toList())
        .whenEmpty("It was not read from files.")
        .folded();
  }

  private static Section versions() {
    List<List<GridCell>> rows = new ArrayList<>();
    for (Map.Entry<String, String> each : Versions.all().entrySet()) {
      rows.add(List.of(GridCell.of(each.getKey()), GridCell.of(each.getValue())));
    }
    return new GridSection("versions", "Versions", "", List.of("part", "version"), rows);
  }
}
