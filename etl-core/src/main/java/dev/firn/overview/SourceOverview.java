package dev.firn.overview;

import dev.firn.status.Condition;
import dev.firn.status.RunLock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is known of a source.
 *
 * @param place its namespace in the lake; empty if its configuration cannot be read
 * @param at when it was looked at
 * @param trouble why nothing is known; empty if all was read
 * @param tables those that need care first
 * @param loads who loads it now
 */
public record SourceOverview(
    String source,
    String place,
    Instant at,
    String trouble,
    List<TableOverview> tables,
    List<RunLock.Held> loads) {

  private static final Comparator<TableOverview> CARE_FIRST =
      Comparator.comparing((TableOverview table) -> !table.status().condition().isTrouble())
          .thenComparing(table -> !table.needsCare())
          .thenComparing(TableOverview::name);

  public SourceOverview {
    tables = tables.stream().sorted(CARE_FIRST).toList();
    loads = List.copyOf(loads);
  }

  /** Of a source that cannot be looked at. */
  public static SourceOverview silent(String source, String place, Instant at, String why) {
    return new SourceOverview(source, place, at, why, List.of(), List.of());
  }

  /** False if its configuration cannot be read. */
  public boolean isConfigured() {
    return !place.isEmpty();
  }

  public boolean isReached() {
    return trouble.isEmpty();
  }

  public Map<Condition, Long> conditions() {
    Map<Condition, Long> all = new TreeMap<>();
    tables.forEach(table -> all.merge(table.status().condition(), 1L, Long::sum));
    return all;
  }

  public long loadedRows() {
    return tables.stream()
        .map(table -> table.status().loadedRows())
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .sum();
  }

  public long eventsApplied() {
    return tables.stream()
        .map(table -> table.status().eventsApplied())
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .sum();
  }

  public long eventsWaiting() {
    return tables.stream()
        .map(table -> table.status().freshness().lagEvents())
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .sum();
  }

  public long openLetters() {
    return tables.stream().mapToLong(TableOverview::openLetters).sum();
  }
}
