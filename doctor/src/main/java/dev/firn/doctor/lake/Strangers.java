package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.doctor.facts.SourceFacts;
import dev.firn.error.ExitCode;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables of the namespace that are not the source's, or not any more. */
final class Strangers implements Probe<Facts> {

  @Override
  public String name() {
    return "lake.strangers";
  }

  @Override
  public String finds() {
    return "tables in the source's namespace that are nobody's, another source's or schema's, or"
        + " whose source table is gone";
  }

  @Override
  public List<Finding> look(Facts facts) {
    List<Finding> found = new ArrayList<>();
    Optional<LakeFacts> lake = facts.lake().find();
    if (lake.isEmpty()) {
      return found;
    }
    String source = facts.config().name();
    String schema = facts.config().connection().schema();
    Optional<Set<TableId>> present =
        facts.source().find().map(SourceFacts::all).map(Strangers::names);
    for (LakeFacts.Held held : lake.get().tables()) {
      if (held.contract().isEmpty()) {
        boolean isShape = held.table().state().findShape().isPresent();
        if (held.trouble().isEmpty() && !isShape) {
          found.add(
              Finding.info(name(), held.table().id() + " was not made by Firn, and is left alone"));
        }
        continue;
      }
      TableId of = held.contract().get().source();
      if (!held.isOf(source) || !of.schema().equals(schema)) {
        found.add(
            Finding.error(
                name(),
                ExitCode.CONFIG,
                "%s belongs to source %s, schema %s, and a namespace takes one schema of one source"
                    .formatted(
                        held.table().id(),
                        held.table().state().findSource().orElse(source),
                        of.schema()),
                Remedy.advice("give one of the two another iceberg_namespace in sources.yaml")));
      } else if (present.isPresent() && !present.get().contains(of)) {
        found.add(
            Finding.warning(
                name(),
                held.table().id() + " stays, though the source has no table " + of + " any more",
                Remedy.NONE.thenSpark("DROP TABLE " + held.table().id().quoted())));
      }
    }
    return found;
  }

  private static Set<TableId> names(List<TableSchema> tables) {
    return tables.stream().map(TableSchema::id).collect(Collectors.toSet());
  }
}
