package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import java.util.ArrayList;
import java.util.List;

/** Tables that were loaded and whose changes do not come. */
final class Unfollowed implements Probe<Facts> {

  @Override
  public String name() {
    return "lake.unfollowed";
  }

  @Override
  public String finds() {
    return "tables that stay as they were loaded, because their changes were not to be followed"
        + " (`firn.unfollowed`)";
  }

  @Override
  public List<Finding> look(Facts facts) {
    List<Finding> found = new ArrayList<>();
    for (LakeFacts.Held held : facts.ownTables()) {
      if (held.table().state().findBookmark().isPresent()) {
        continue;
      }
      held.table()
          .state()
          .findUnfollowed()
          .ifPresent(
              why -> {
                String table = held.contract().orElseThrow().source().name();
                found.add(
                    facts.config().bulkLoad().capturesChanges()
                        ? Finding.warning(
                            name(),
                            held.table().id() + " stays as it was loaded: " + why,
                            Remedy.advice(
                                    "mend that at the source, where source.row-identity tells how")
                                .thenRun(Reload.of(facts.config().name(), List.of(table))))
                        : Finding.info(
                            name(), held.table().id() + " stays as it was loaded: " + why));
              });
    }
    return found;
  }
}
