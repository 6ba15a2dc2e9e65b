package dev.firn.doctor.facts;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.doctor.facts.SourceFacts.Skew;
import dev.firn.model.TableSchema;
import dev.firn.source.SourceDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a source's database for its tables. */
public record SourceReader(SourceConfig source, @Nullable KafkaClusterConfig cluster, Clock clock) {

  public SourceFacts read() {
    SourceDatabase database = SourceDatabase.of(source, cluster, clock);
    database.probe();
    List<TableSchema> all =
        database.discoverAll(null).stream()
            .filter(table -> !source.excludes(table.id().name()))
            .toList();
    return new SourceFacts(
        database,
        all.stream()
            .filter(
                table ->
                    table.canBeCaptured() || source.bulkLoad().alsoLoaded().contains(table.kind()))
            .toList(),
        all,
        skew(database));
  }

  private Optional<Skew> skew(SourceDatabase database) {
    Instant before = clock.instant();
    Optional<Instant> there = database.clock();
    Duration half = Duration.between(before, clock.instant()).dividedBy(2);
    return there.map(time -> new Skew(Duration.between(before.plus(half), time), half));
  }
}
