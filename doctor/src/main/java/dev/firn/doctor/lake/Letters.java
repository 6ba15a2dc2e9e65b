package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.ShellWord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Events that could not be applied. */
final class Letters implements Probe<Facts> {

  @Override
  public String name() {
    return "lake.dead-letters";
  }

  @Override
  public String finds() {
    return "events that could not be applied and are open";
  }

  @Override
  public List<Finding> look(Facts facts) {
    Map<String, Long> open = facts.lake().find().map(LakeFacts::openLetters).orElse(Map.of());
    if (open.isEmpty()) {
      return List.of();
    }
    String source = ShellWord.quoted(facts.config().name());
    return List.of(
        Finding.warning(
            name(),
            open.values().stream().mapToLong(Long::longValue).sum()
                + " events could not be applied: "
                + open.entrySet().stream()
                    .map(each -> each.getValue() + " of " + each.getKey())
                    .sorted()
                    .collect(Collectors.joining(", ")),
            Remedy.run("firn dlq list --source " + source)
                .thenRun("firn dlq retry --source " + source)
                .thenAdvice(
                    "discard by firn dlq discard what can never be applied, and load its tables"
                        + " again")));
  }
}
