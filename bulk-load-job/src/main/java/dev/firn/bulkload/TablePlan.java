package dev.firn.bulkload;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableRoute;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnmappableTableException;
import java.util.List;
import java.util.function.Function;

/** What will happen to one table, decided before a row is read. */
sealed interface TablePlan {

  TableRoute route();

  /** The table is read and published. */
  record Load(TableRoute route, TableMapping mapping, List<ReadSplit> splits, long bytes)
      implements TablePlan {}

  /** The table stays as it is. */
  record Skip(TableRoute route, String reason) implements TablePlan {}

  /** The table cannot be loaded. */
  record Refuse(TableRoute route, UnmappableTableException cause) implements TablePlan {}

  default <T> T match(Function<Load, T> load, Function<Skip, T> skip, Function<Refuse, T> refuse) {
    if (this instanceof Load plan) {
      return load.apply(plan);
    }
    if (this instanceof Skip plan) {
      return skip.apply(plan);
    }
    return refuse.apply((Refuse) this);
  }
}
