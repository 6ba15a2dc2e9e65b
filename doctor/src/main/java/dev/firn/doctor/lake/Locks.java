package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import java.util.List;

/** Whether somebody holds the source. */
final class Locks implements Probe<Facts> {

  @Override
  public String name() {
    return "lake.locks";
  }

  @Override
  public String finds() {
    return "a load that runs, and the lock of one that was killed";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return facts.lake().find().stream()
        .flatMap(lake -> lake.locks().stream())
        .map(lock -> finding(facts, lock))
        .toList();
  }

  private Finding finding(Facts facts, LakeFacts.Lock lock) {
    return lock.isSilent()
        ? Finding.warning(
            name(),
            "run " + lock.holder() + " has left its lock; the next load takes it over",
            Remedy.run(Reload.first(facts.config().name(), List.of())))
        : Finding.info(name(), "run " + lock.holder() + " loads the source now");
  }
}
