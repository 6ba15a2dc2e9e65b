package dev.firn.source;

import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import java.util.Set;
import java.util.function.Predicate;

/** Is something true now of any row of a table whose rows cannot be named? */
public record TableProbe(TableId table, ColumnPredicate claim) {

  /**
   * What the source has said.
   *
   * @param shown what is to be told of the values, each once; empty if it is true of none
   * @param seen true of the transactions whose changes it has looked at
   */
  public record Answer(Set<String> shown, Predicate<LogPlace> seen) {}
}
