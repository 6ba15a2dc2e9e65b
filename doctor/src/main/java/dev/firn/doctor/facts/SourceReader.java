package dev.firn.doctor.facts;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.model.TableSchema;
import dev.firn.source.SourceDatabase;
import java.time.Clock;
import java.util.List;
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
        all);
  }
}
