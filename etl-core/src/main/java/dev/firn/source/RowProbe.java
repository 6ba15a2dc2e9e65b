package dev.firn.source;

import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Of which rows of a table is something true now?
 *
 * @param key the key's columns at the source
 * @param rows the texts of their values, for each row
 * @param claim of which of them it is to be said whether it is true
 */
public record RowProbe(
    TableId table, List<String> key, List<List<String>> rows, ColumnPredicate claim) {

  /**
   * What the source has said.
   *
   * @param rows what is to be told of their values, by their ordinals among those that were asked
   *     for
   * @param seen true of the transactions whose changes it has looked at
   */
  public record Answer(Map<Integer, String> rows, Predicate<LogPlace> seen) {}
}
