package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.error.ExitCode;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import dev.firn.model.TableId;
import java.util.ArrayList;
import java.util.List;

/** Tables that lack something that no stream brings any more. */
final class Gaps implements Probe<Facts> {

  @Override
  public String name() {
    return "lake.gap";
  }

  @Override
  public String finds() {
    return "tables that lack changes (`firn.gap`), were set back by somebody, or have a contract that"
        + " cannot be read";
  }

  @Override
  public List<Finding> look(Facts facts) {
    List<Finding> found = new ArrayList<>();
    for (LakeFacts.Held held : facts.ownTables()) {
      TableId source = held.contract().orElseThrow().source();
      Remedy reload = Remedy.run(Reload.of(facts.config().name(), List.of(source.name())));
      held.table()
          .state()
          .findGap()
          .ifPresent(
              why ->
                  found.add(
                      Finding.error(
                          name(), ExitCode.DATA_GAP, held.table().id() + ": " + why, reload)));
      if (held.table().isSetBack()) {
        found.add(
            Finding.error(
                name(),
                held.table().id()
                    + " was rolled back or replaced behind Firn, which follows it no longer",
                reload));
      }
    }
    facts.lake().find().stream()
        .flatMap(lake -> lake.tables().stream())
        .filter(held -> !held.trouble().isEmpty())
        .forEach(
            held ->
                found.add(
                    Finding.error(
                        name(),
                        held.table().id() + ": its contract cannot be read: " + held.trouble(),
                        Remedy.advice("load the table again with --fresh-start"))));
    return found;
  }
}
