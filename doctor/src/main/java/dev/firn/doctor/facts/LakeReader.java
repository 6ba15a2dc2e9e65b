package dev.firn.doctor.facts;

import dev.firn.config.SourceConfig;
import dev.firn.error.UnavailableException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.overview.OpenLetters;
import dev.firn.schema.TableMapping;
import dev.firn.status.RunLock;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the lake for the tables of a source.
 *
 * @param catalog opens the lake; null if there is none yet
 */
public record LakeReader(Supplier<@Nullable LakeTables> catalog, SourceConfig source, Clock clock) {

  /** Names of control tables begin so. */
  private static final String CONTROL = "_cdc_";

  public LakeFacts read() {
    LakeTables lake = catalog.get();
    if (lake == null) {
      return LakeFacts.NOTHING;
    }
    SourceNamespace namespace = source.namespace();
    List<LakeTableId> names =
        lake.list(namespace).stream().filter(id -> !id.name().startsWith(CONTROL)).toList();
    List<LakeFacts.Held> tables =
        lake.findAll(names).values().stream().map(LakeReader::held).toList();
    return new LakeFacts(
        true,
        tables,
        StatusTracker.read(lake, namespace, source.databaseType()),
        RunLock.find(lake, namespace, source.name(), clock).stream()
            .map(lock -> new LakeFacts.Lock(lock.holder(), lock.isSilent()))
            .toList(),
        OpenLetters.count(lake, namespace, source.name()));
  }

  private static LakeFacts.Held held(LakeTable table) {
    try {
      return new LakeFacts.Held(table, table.state().findContract(), "");
    } catch (UnavailableException e) {
      return new LakeFacts.Held(
          table, Optional.<TableMapping>empty(), String.valueOf(e.getMessage()));
    }
  }
}
