package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import java.util.List;
import java.util.Optional;

/** Whether anything was loaded. */
final class NoLake implements Probe<Facts> {

  @Override
  public String name() {
    return "lake.begun";
  }

  @Override
  public String finds() {
    return "a source of which nothing was loaded yet";
  }

  @Override
  public List<Finding> look(Facts facts) {
    Optional<LakeFacts> lake = facts.lake().find();
    if (lake.isEmpty() || !facts.ownTables().isEmpty()) {
      return List.of();
    }
    Remedy load = Remedy.run(Reload.first(facts.config().name(), List.of()));
    int topics = facts.kafka().find().map(kafka -> kafka.topics().size()).orElse(0);
    return topics == 0
        ? List.of(Finding.info(name(), "no table of the source was loaded yet", load))
        : List.of(
            Finding.warning(
                name(),
                "no table of the source is in %s, though Kafka has %d topics of its tables: they were loaded into another lake than the one that FIRN_HOME and Spark's settings name, or not yet"
                    .formatted(facts.config().namespace(), topics),
                load));
  }
}
