package dev.firn.bulkload.plan;

import dev.firn.error.FirnException;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableRoute;
import dev.firn.model.TargetLayout;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.status.TableStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What will happen to one table, decided before a row is read. */
public sealed interface TablePlan {

  /** From this size on the source's disk a table is not small, whatever its statistics say. */
  long SMALL_BYTES = 16L << 20;

  TableRoute route();

  /**
   * The table is read and published.
   *
   * @param ledgers what of the streams the lake table held when this was planned, which is before
   *     the read point is fixed
   * @param reason why it is loaded, for people
   * @param marked how its bookmark has it read; null if it has none
   */
  record Load(
      TableRoute route,
      TableMapping mapping,
      TargetLayout layout,
      List<ReadSplit> splits,
      Size size,
      Map<String, String> ledgers,
      String reason,
      @Nullable MarkedRead marked)
      implements TablePlan {

    /** A table without a bookmark. */
    public Load(
        TableRoute route,
        TableMapping mapping,
        TargetLayout layout,
        List<ReadSplit> splits,
        Size size,
        Map<String, String> ledgers,
        String reason) {
      this(route, mapping, layout, splits, size, ledgers, reason, null);
    }

    /** The same table with numbers as text whose chosen size was too small. */
    public Load withTextNumbers() {
      TableMapping text =
          mapping.with(mapping.columns().stream().map(ColumnMapping::withoutSize).toList());
      Load whole = with(text);
      return marked == null ? whole : whole.with(marked.whole());
    }

    private Load with(MarkedRead how) {
      return new Load(route, mapping, layout, splits, size, ledgers, reason, how);
    }

    /** True if only some of its rows are to be read, because it is in the lake already. */
    public boolean isPartial() {
      return marked != null && marked.kind() != MarkedRead.Kind.BACKFILL;
    }

    /** The same table, its changes sent by what did so at the read point. */
    public Load sentBy(String sender) {
      return mapping.identity() == null
          ? this
          : with(mapping.identifiedBy(mapping.identity().sentBy(sender)));
    }

    private Load with(TableMapping other) {
      return new Load(route, other, layout, splits, size, ledgers, reason, marked);
    }

    /** True if every slice is a whole relation: a small table, or small partitions. */
    public boolean hasPartitionsOnly() {
      return !splits.isEmpty()
          && splits.stream().map(ReadSplit::relation).distinct().count() == splits.size();
    }

    /** Leaves of a partitioned table are read one after the other in the task that they share. */
    public boolean isSmall(long largeFromRows) {
      return hasPartitionsOnly()
          && splits.stream().allMatch(ReadSplit::isOfKnownSize)
          && layout.isPlain()
          && !isPartial()
          && size.rows() < largeFromRows
          && size.bytes() < SMALL_BYTES;
    }
  }

  /**
   * How big a table is believed to be.
   *
   * @param rows the database's estimate, which may be wrong
   * @param bytes on the source's disk
   */
  record Size(long rows, long bytes) {}

  /**
   * The table stays as it is.
   *
   * @param correction what its status row should say, if the run that knew it was ended before
   */
  record Skip(TableRoute route, String reason, @Nullable TableStatus correction)
      implements TablePlan {}

  /** The table cannot be loaded. */
  record Refuse(TableRoute route, FirnException cause) implements TablePlan {}

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
