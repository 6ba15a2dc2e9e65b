package dev.firn.endtoend.shop;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How many rows of each table the committed part of a workload changed, by operation. */
public final class WorkloadCounts {
  private final Map<String, Map<Operation, Long>> tables = new TreeMap<>();
  private int transactions;

  void add(String table, Operation operation, long rows) {
    tables
        .computeIfAbsent(table, name -> new EnumMap<>(Operation.class))
        .merge(operation, rows, Long::sum);
  }

  /** Takes over the counts of a transaction that was committed. */
  void addTransaction(WorkloadCounts committed) {
    transactions++;
    committed.tables.forEach(
        (table, operations) ->
            operations.forEach((operation, rows) -> add(table, operation, rows)));
  }

  public int transactions() {
    return transactions;
  }

  public long rows(String table, Operation operation) {
    return tables.getOrDefault(table, Map.of()).getOrDefault(operation, 0L);
  }

  public long total() {
    return tables.values().stream()
        .flatMap(operations -> operations.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  @Override
  public String toString() {
    return transactions + " transactions " + tables;
  }
}
