package dev.firn.doctor.source;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.SourceFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableSchema;
import java.util.List;
import java.util.stream.Collectors;

/** Relations of the schema that no load takes, because their changes cannot be captured. */
final class NotLoaded implements Probe<Facts> {

  @Override
  public String name() {
    return "source.not-loaded";
  }

  @Override
  public String finds() {
    return "unlogged and foreign tables and views, whose changes cannot be captured";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return facts
        .source()
        .find()
        .map(source -> look(facts.config().name(), source))
        .orElse(List.of());
  }

  private List<Finding> look(String name, SourceFacts source) {
    return source.all().stream()
        .filter(table -> !source.tables().contains(table))
        .collect(Collectors.groupingBy(TableSchema::kind))
        .entrySet()
        .stream()
        .map(
            kind ->
                Finding.info(
                    name(),
                    "changes of %s are not captured, so they are not loaded: %s"
                        .formatted(
                            kind.getKey(),
                            kind.getValue().stream()
                                .map(table -> table.id().name())
                                .sorted()
                                .limit(5)
                                .collect(Collectors.joining(", "))),
                    Remedy.set("sources." + name + "." + kind.getKey().setting())))
        .toList();
  }
}
