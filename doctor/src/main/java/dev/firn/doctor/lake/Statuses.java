package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import dev.firn.lake.TableState;
import dev.firn.model.ShellWord;
import dev.firn.status.LoadStatus;
import dev.firn.status.TableStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables whose load or stream has ended with an error. */
final class Statuses implements Probe<Facts> {

  @Override
  public String name() {
    return "lake.status";
  }

  @Override
  public String finds() {
    return "tables of which `_cdc_status` says that their load has failed, or why their stream stands";
  }

  @Override
  public List<Finding> look(Facts facts) {
    List<Finding> found = new ArrayList<>();
    // Gaps and Unfollowed tell of these.
    Set<String> told =
        facts.ownTables().stream()
            .filter(held -> isCutOff(held.table().state()))
            .map(held -> held.contract().orElseThrow().source().name())
            .collect(Collectors.toSet());
    facts
        .lake()
        .find()
        .map(LakeFacts::statuses)
        .ifPresent(
            statuses ->
                statuses.values().stream()
                    .filter(status -> !status.isFoundEmpty())
                    .filter(status -> !told.contains(status.tableName()))
                    .forEach(status -> look(facts, status, found)));
    return found;
  }

  private static boolean isCutOff(TableState table) {
    return table.findGap().isPresent() || table.findUnfollowed().isPresent();
  }

  private void look(Facts facts, TableStatus status, List<Finding> found) {
    String why = status.errorMessage();
    String source = facts.config().name();
    if (status.loadStatus() == LoadStatus.FAILED) {
      found.add(
          Finding.error(
              name(),
              "the load of " + status.tableName() + " has failed: " + why,
              Remedy.advice("mend that")
                  .thenRun(Reload.first(source, List.of(status.tableName())))));
    } else if (why != null && status.loadStatus() == LoadStatus.COMPLETED) {
      found.add(
          Finding.warning(
              name(),
              "of " + status.tableName() + " the last run says: " + why,
              remedy(source, status.tableName(), why)
                  .thenRun("firn cdc --source " + ShellWord.quoted(source) + " --once")));
    }
  }

  /** Most of what sets a table aside names the load that ends it. */
  private static Remedy remedy(String source, String table, String why) {
    String reload = Reload.of(source, List.of(table));
    return why.contains(reload) ? Remedy.run(reload) : Remedy.advice("do what it says");
  }
}
