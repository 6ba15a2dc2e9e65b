package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.doctor.facts.SourceFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.Routes;
import dev.firn.status.TableStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables of the source that the lake does not have. */
final class Missing implements Probe<Facts> {

  private static final int MAX_SHOWN = 5;

  @Override
  public String name() {
    return "lake.missing";
  }

  @Override
  public String finds() {
    return "tables of the source that no load has brought";
  }

  @Override
  public List<Finding> look(Facts facts) {
    Optional<SourceFacts> source = facts.source().find();
    Optional<LakeFacts> lake = facts.lake().find();
    if (source.isEmpty() || lake.isEmpty() || facts.ownTables().isEmpty()) {
      return List.of();
    }
    Set<LakeTableId> present =
        lake.get().tables().stream().map(held -> held.table().id()).collect(Collectors.toSet());
    List<String> missing =
        source.get().tables().stream()
            .filter(table -> !present.contains(target(facts, table)))
            .map(table -> table.id().name())
            .filter(name -> !isKnown(name, lake.get().statuses()))
            .toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    int shown = Math.min(MAX_SHOWN, missing.size());
    return List.of(
        Finding.warning(
            name(),
            "%d tables of the source are not in the lake: %s%s"
                .formatted(
                    missing.size(),
                    String.join(", ", missing.subList(0, shown)),
                    shown < missing.size() ? " and more" : ""),
            Remedy.run(Reload.first(facts.config().name(), missing))));
  }

  private static LakeTableId target(Facts facts, TableSchema table) {
    return Routes.of(table.id(), facts.config().namespace(), facts.config().topicPrefix()).target();
  }

  /** Tables that were empty, and those of which Statuses tells. */
  private static boolean isKnown(String name, Map<String, TableStatus> statuses) {
    TableStatus status = statuses.get(name);
    return status != null && (status.isFoundEmpty() || status.errorMessage() != null);
  }
}
