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
    return lake.isEmpty() || !facts.ownTables().isEmpty()
        ? List.of()
        : List.of(
            Finding.info(
                name(),
                "no table of the source was loaded yet",
                Remedy.run(Reload.first(facts.config().name(), List.of()))));
  }
}
