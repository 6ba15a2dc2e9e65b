package dev.firn.watch;

import dev.firn.config.ConfigLoader;
import dev.firn.config.SourceConfig;
import dev.firn.error.FirnException;
import dev.firn.health.Answer;
import dev.firn.health.Questions;
import dev.firn.health.Questions.Asked;
import dev.firn.lake.LakeTables;
import dev.firn.overview.Lakes;
import dev.firn.overview.OverviewReader;
import dev.firn.overview.SourceOverview;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at one source again and again; a lake that does not answer keeps nobody waiting. */
final class SourceWatch {

  private final String name;
  private final ConfigLoader config;
  private final Lakes lakes;
  private final Duration patience;
  private final Clock clock;

  /** Asked, and not over yet. */
  private @Nullable Asked<SourceOverview> asked;

  private volatile @Nullable LakeTables lake;

  SourceWatch(String name, ConfigLoader config, Lakes lakes, Duration patience, Clock clock) {
    this.name = name;
    this.config = config;
    this.lakes = lakes;
    this.patience = patience;
    this.clock = clock;
  }

  SourceOverview look() {
    SourceConfig source;
    try {
      source = config.loadSource(name);
    } catch (FirnException e) {
      return SourceOverview.silent(name, "", clock.instant(), String.valueOf(e.getMessage()));
    }
    Asked<SourceOverview> question =
        Optional.ofNullable(asked)
            .orElseGet(() -> new Questions(patience).ask("lake of " + name, () -> read(source)));
    asked = question;
    Answer<SourceOverview> answer = question.await();
    if (question.isOver()) {
      asked = null;
    }
    return answer
        .find()
        .orElseGet(
            () -> {
              // What was opened may be of a catalog that is another one by now.
              lake = null;
              return SourceOverview.silent(
                  name, source.namespace().toString(), clock.instant(), answer.trouble());
            });
  }

  private SourceOverview read(SourceConfig source) {
    LakeTables opened = lake;
    if (opened == null) {
      opened = lakes.find(source);
      lake = opened;
    }
    return new OverviewReader(source, clock).read(opened);
  }
}
