package dev.firn.report;

import dev.firn.config.SourceConfig;
import dev.firn.config.file.EffectiveLine;
import dev.firn.error.ExitCode;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import dev.firn.files.Directory;
import dev.firn.lake.LakeTables;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.overview.Shown;
import dev.firn.overview.SourceOverview;
import dev.firn.page.Head;
import dev.firn.page.Mood;
import dev.firn.page.Page;
import dev.firn.page.Section;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the pages of a run: the one that it leaves beside its result, whatever its end, and those
 * that it shows meanwhile. That one cannot be made is only logged.
 */
public final class RunPages {

  private static final Logger LOG = LoggerFactory.getLogger(RunPages.class);
  private static final String FILE = "report.html";

  private final String command;
  private final SourceConfig source;
  private final SourceSections sections;
  private final Instant began;
  private final Clock clock;
  private @Nullable String written;

  /**
   * To be made when the run begins.
   *
   * @param command as it is typed
   * @param config every value that applies, without secrets
   */
  public RunPages(String command, SourceConfig source, List<EffectiveLine> config, Clock clock) {
    this.command = command;
    this.source = source;
    this.sections = new SourceSections(source, config, clock);
    this.began = clock.instant();
    this.clock = clock;
  }

  public Instant began() {
    return began;
  }

  /**
   * What a run says of itself.
   *
   * @param verdict in a word or two
   * @param sentence what it comes down to
   */
  public record Story(
      String verdict, String sentence, List<Head.Figure> figures, List<Section> sections) {

    public Story {
      figures = List.copyOf(figures);
      sections = List.copyOf(sections);
    }

    /** The same of a run that did not come to its end. */
    public Story failing(Throwable failure) {
      return new Story("failed", LakeFailures.told(failure), figures, sections);
    }

    /** Of a run that has failed before there was anything to tell. */
    public static Story failed(Throwable failure) {
      return new Story("failed", LakeFailures.told(failure), List.of(), List.of());
    }
  }

  /**
   * How a run is.
   *
   * @param code with which it ends; null while it goes on
   */
  public record RunState(String runId, @Nullable ExitCode code) {

    /** Of one that has failed. */
    public static RunState failed(String runId, Throwable failure) {
      return new RunState(
          runId, Failures.operatorError(failure).map(FirnException::exitCode).orElse(ExitCode.BUG));
    }
  }

  /**
   * A page.
   *
   * @param story what the run did, knowing what the lake tells
   * @param refreshSeconds 0 for a page that does not change
   */
  public Page page(
      RunState run, LakeTables lake, Function<SourceOverview, Story> story, int refreshSeconds) {
    SourceSections.Told told = sections.ask(lake);
    Story own = story.apply(told.overview());
    List<Section> all = new ArrayList<>(own.sections());
    all.addAll(sections.of(told));
    Instant now = clock.instant();
    ExitCode code = run.code();
    List<Head.Fact> facts = new ArrayList<>();
    facts.add(new Head.Fact("took", Shown.duration(Duration.between(began, now))));
    facts.add(new Head.Fact("lake", source.namespace().toString()));
    facts.add(new Head.Fact("run", run.runId()));
    if (code != null) {
      facts.add(new Head.Fact("exit code", code.code() + ", " + code.meaning()));
    }
    return new Page(
        new Head(
            "firn %s · %s".formatted(command, source.name()),
            code == null ? mood(told.overview()) : Moods.of(code),
            own.verdict(),
            own.sentence(),
            began,
            code == null ? null : now,
            facts,
            own.figures()),
        all,
        refreshSeconds,
        now);
  }

  private static Mood mood(SourceOverview overview) {
    boolean isWell =
        overview.isReached()
            && overview.tables().stream()
                .noneMatch(table -> table.status().condition().isTrouble());
    return isWell ? Mood.GOOD : Mood.BAD;
  }

  /** Writes the page of a run that has come to its end. */
  public void write(
      Directory directory, RunState run, LakeTables lake, Function<SourceOverview, Story> story) {
    try {
      directory.write(FILE, page(run, lake, story, 0).text());
      written = directory.locate(FILE);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Cannot write {}: {}. The run itself has ended as it says.",
          directory.locate(FILE),
          e.toString());
    }
  }

  /** Where the page is, as the last line of a run says it; empty if there is none. */
  public Optional<String> line() {
    return Optional.ofNullable(written).map(place -> "report: " + place);
  }
}
