package dev.firn.overview;

import dev.firn.config.SourceConfig;
import dev.firn.lake.LakeTables;
import dev.firn.model.SourceNamespace;
import dev.firn.schema.LakeNames;
import dev.firn.status.RunLock;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what the control tables of a source tell; nothing of its own tables is opened. */
public record OverviewReader(SourceConfig source, Clock clock) {

  /**
   * @param lake null if there is none yet
   */
  public SourceOverview read(@Nullable LakeTables lake) {
    String place = source.namespace().toString();
    if (lake == null) {
      return new SourceOverview(source.name(), place, clock.instant(), "", List.of(), List.of());
    }
    SourceNamespace namespace = source.namespace();
    Map<String, TableStatus> statuses =
        new HashMap<>(StatusTracker.read(lake, namespace, source.databaseType()));
    Map<String, LastVerdict> verdicts = new HashMap<>();
    LastVerdict.read(lake, namespace)
        .forEach((table, verdict) -> verdicts.put(LakeNames.table(table), verdict));
    Map<String, Long> letters = new HashMap<>();
    OpenLetters.count(lake, namespace, source.name())
        .forEach((table, open) -> letters.merge(lakeName(table), open, Long::sum));
    // What only one of them knows is not left out.
    letters.keySet().forEach(name -> statuses.putIfAbsent(name, TableStatus.pending(name)));
    verdicts.forEach(
        (name, verdict) -> {
          if (verdict.isMismatch()) {
            statuses.putIfAbsent(name, TableStatus.pending(name));
          }
        });
    List<TableOverview> tables = new ArrayList<>();
    statuses.forEach(
        (name, status) ->
            tables.add(
                new TableOverview(
                    name,
                    status,
                    Optional.ofNullable(verdicts.get(name)),
                    letters.getOrDefault(name, 0L))));
    return new SourceOverview(
        source.name(),
        place,
        clock.instant(),
        "",
        tables,
        RunLock.find(lake, namespace, source.name(), clock));
  }

  /** Dead letters say by its schema, too, of which table they are. */
  private String lakeName(String table) {
    String schema = source.connection().schema() + ".";
    return LakeNames.table(table.startsWith(schema) ? table.substring(schema.length()) : table);
  }
}
