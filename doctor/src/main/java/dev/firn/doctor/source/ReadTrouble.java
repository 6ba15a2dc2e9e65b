package dev.firn.doctor.source;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.SourceFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.SourceReader.Effort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What may keep a load from reading all at one instant, as the database itself tells it. */
final class ReadTrouble implements Probe<Facts> {

  @Override
  public String name() {
    return "source.read-trouble";
  }

  @Override
  public String finds() {
    return "what cuts a long read short: query conflicts of a standby";
  }

  @Override
  public List<Finding> look(Facts facts) {
    Optional<SourceFacts> source = facts.source().find();
    if (source.isEmpty()) {
      return List.of();
    }
    Map<TableId, Long> bytes =
        source.get().tables().stream()
            .collect(Collectors.toMap(TableSchema::id, TableSchema::bytes));
    Effort effort =
        new Effort(
            bytes,
            facts.config().bulkLoad().tablesAtOnce(),
            facts.config().bulkLoad().tables().splits());
    return source.get().database().findReadTrouble(effort).stream()
        .map(told -> Finding.warning(name(), told, Remedy.NONE))
        .toList();
  }
}
