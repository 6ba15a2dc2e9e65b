package dev.firn.bulkload.plan;

import dev.firn.bulkload.error.BulkLoadErrors;
import dev.firn.config.SourceConfig;
import dev.firn.error.ConfigException;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableState;
import dev.firn.model.TableId;

/**
 * A lake namespace belongs to one schema of one source, or tables of the same name would be taken
 * for each other, and a fresh start would drop those that its source does not have.
 */
public record NamespaceOwner(LakeTables lake, SourceConfig source) {

  /**
   * @throws ConfigException if tables of another source, or of another schema, are in the namespace
   */
  public void require() {
    lake.list(source.namespace()).stream()
        .flatMap(id -> lake.find(id).stream())
        .forEach(
            table ->
                table
                    .state()
                    .findContract()
                    .ifPresent(
                        contract -> require(table.id().name(), table.state(), contract.source())));
  }

  private void require(String name, TableState state, TableId held) {
    String wanted = named(source.name(), source.connection().schema());
    String holder = named(state.findSource().orElse(source.name()), held.schema());
    if (!holder.equals(wanted)) {
      throw BulkLoadErrors.namespaceIsTaken(wanted, source.namespace().path(), name, holder);
    }
  }

  private static String named(String source, String schema) {
    return source + ", schema " + schema;
  }
}
