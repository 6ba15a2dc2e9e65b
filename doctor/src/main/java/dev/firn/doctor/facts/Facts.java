package dev.firn.doctor.facts;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.health.Answer;
import dev.firn.health.ExaminedTables;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of a source's pipeline have answered.
 *
 * @param cluster null if no Kafka is configured
 * @param disks of this machine; empty if nobody could look
 * @param now when they were asked
 */
public record Facts(
    SourceConfig config,
    @Nullable KafkaClusterConfig cluster,
    Answer<SourceFacts> source,
    Answer<KafkaFacts> kafka,
    Answer<ConnectFacts> connect,
    Answer<LakeFacts> lake,
    List<Disk> disks,
    Instant now) {

  public Facts {
    disks = List.copyOf(disks);
  }

  /** The tables that a question about the source is about. */
  public ExaminedTables examined() {
    return new ExaminedTables(
        source.find().map(SourceFacts::tables).orElse(List.of()),
        lake.find().map(held -> held.loaded(config.name())).orElse(Set.of()),
        lake.find().isPresent(),
        config.bulkLoad().capturesChanges(),
        config.bulkLoad().tablesAtOnce(),
        config.bulkLoad().tables().splits());
  }

  /** What of the lake is the source's own. */
  public List<LakeFacts.Held> ownTables() {
    return lake.find().stream()
        .flatMap(facts -> facts.tables().stream())
        .filter(held -> held.isOf(config.name()))
        .toList();
  }

  public Optional<KafkaClusterConfig> findCluster() {
    return Optional.ofNullable(cluster);
  }
}
