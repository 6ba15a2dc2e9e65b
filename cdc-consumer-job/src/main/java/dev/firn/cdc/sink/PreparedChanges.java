package dev.firn.cdc.sink;

import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.TableDelta;
import java.util.function.Consumer;

/** Changes of one table of which nothing is left to be decided, only to be published. */
@FunctionalInterface
public interface PreparedChanges {

  /**
   * @param table as it was when the changes were prepared
   * @return the id of the snapshot that readers see now
   * @throws dev.firn.lake.commit.LostRaceException if the table has moved since
   */
  long publish(LakeTable table, Publication with);

  /** Changes that the driver writes by itself, in one commit. */
  static PreparedChanges asDelta(Consumer<TableDelta> work) {
    return (table, with) -> {
      TableDelta delta = table.delta();
      delta.write(work);
      FaultPoint.reached("stream.append.after", table.id().name());
      return delta.publish(with.summary(), with.properties());
    };
  }

  /** Changes that Spark writes to a branch. */
  static PreparedChanges onBranch(Consumer<Branch> work) {
    return (table, with) -> {
      String name = table.id().name();
      Branch branch = table.branches().open(with.branch());
      FaultPoint.reached("stream.branch.after", name);
      LakeTable.withSummary(with.summary(), () -> work.accept(branch));
      FaultPoint.reached("stream.append.after", name);
      return table.branches().publish(branch, with.properties());
    };
  }
}
