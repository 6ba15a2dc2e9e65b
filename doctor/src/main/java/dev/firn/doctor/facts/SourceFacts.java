package dev.firn.doctor.facts;

import dev.firn.model.TableSchema;
import dev.firn.source.SourceDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A source database that has answered.
 *
 * @param tables that are to be loaded, in the order of their names
 * @param all with what is not loaded because its changes cannot be captured
 * @param skew of its clock; empty if it was not asked
 */
public record SourceFacts(
    SourceDatabase database, List<TableSchema> tables, List<TableSchema> all, Optional<Skew> skew) {

  /**
   * How far a clock is from that of this machine.
   *
   * @param ahead below zero if it is behind
   * @param uncertainty how much of that may be the way there
   */
  public record Skew(Duration ahead, Duration uncertainty) {

    /** How far they are apart for certain. */
    public Duration atLeast() {
      return ahead.abs().minus(uncertainty);
    }
  }

  public SourceFacts {
    tables = List.copyOf(tables);
    all = List.copyOf(all);
  }
}
