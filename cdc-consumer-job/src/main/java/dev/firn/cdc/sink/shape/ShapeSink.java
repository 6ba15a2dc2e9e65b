package dev.firn.cdc.sink.shape;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.config.shape.Shape;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.model.TargetLayout;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A sink whose table stands beside a mirror. It is made by the stream from the rows and the ledger
 * of the mirror, and follows the mirror's columns; from then on it goes by a ledger of its own.
 */
public abstract class ShapeSink implements ChangeSink {

  private final Shape shape;

  /** With which contract each table was found level, so that it need not be written down anew. */
  private final Map<LakeTableId, Known> known = new ConcurrentHashMap<>();

  private record Known(TableMapping mapping, String text) {}

  protected ShapeSink(Shape shape) {
    this.shape = shape;
  }

  public final Shape shape() {
    return shape;
  }

  @Override
  public boolean takes(CapturedTable captured) {
    return captured.policy().shapes().has(shape);
  }

  @Override
  public final LakeTableId target(CapturedTable captured) {
    return captured.id().sibling(shape.tableName(captured.id().name()));
  }

  /** The table beside which a table of this shape stands. */
  private LakeTableId mirror(CapturedTable target) {
    String name = target.id().name();
    int more = shape.tableName("").length();
    return target.id().sibling(name.substring(0, name.length() - more));
  }

  /** All columns of a table that is made. */
  protected abstract StructType columns(TableMapping mapping);

  /**
   * @throws dev.firn.error.ConfigException if the shape cannot have the table's columns
   */
  protected void requirePlace(CapturedTable target) {}

  /** How the rows of a table that is made lie in its files. */
  protected abstract TargetLayout layout();

  /**
   * What versions of rows that are older than a column are to be given in it, in the shape's own
   * words; null for nothing.
   *
   * @param former the column that it goes on from; null if it is new at the source
   */
  protected @Nullable String fill(ColumnMapping added, @Nullable String former) {
    return null;
  }

  /** Gives older versions what is noted. */
  protected void complete(LakeTable own, Map<String, String> fills) {
    throw new IllegalStateException(own.id() + " has nothing to be filled, " + fills);
  }

  /**
   * Makes ready what brings the table level with its mirror.
   *
   * @param own as it is
   */
  public abstract PreparedChanges level(CapturedTable target, LakeTable own, Level with);

  /**
   * What of the stream the table holds once it is level.
   *
   * @param own what it has held; empty for nothing
   * @param mirror what the mirror holds; empty for nothing
   */
  public abstract Ledger levelled(Optional<Ledger> own, Ledger mirror);

  /** Properties that end when it is brought level, beside those that it takes from the mirror. */
  public abstract Map<String, String> ended(CapturedTable target);

  /** Adds rows that Spark has made; columns are found by their names. */
  protected static void append(Dataset<Row> rows, Branch branch) {
    try {
      // Rows of several partitions come as they are.
      rows.writeTo(branch.quoted()).option("fanout-enabled", "true").append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException("Lost the branch " + branch + " while writing to it", e);
    }
  }

  @Override
  public boolean needsWholeRows() {
    return false;
  }

  @Override
  public final LakeTable open(LakeTables lake, CapturedTable target) {
    LakeTable own = lake.find(target.id()).orElseGet(() -> create(lake, target));
    if (!own.state().findShape().equals(Optional.of(shape.key()))) {
      throw StreamErrors.shapeIsTaken(target, shape);
    }
    String contract = contract(target);
    if (!own.state().findShapeContract().equals(Optional.of(contract))) {
      requirePlace(target);
      new ShapeColumns(lake, target.id(), mirror(target), this::fill).follow(target, contract);
      own = lake.open(target.id());
    }
    Map<String, String> fills = own.state().shapeFills();
    if (!fills.isEmpty()) {
      complete(own, fills);
      own = lake.open(target.id());
    }
    return own;
  }

  private String contract(CapturedTable target) {
    Known before = known.get(target.id());
    if (before != null && before.mapping().equals(target.mapping())) {
      return before.text();
    }
    String text = target.mapping().toJson();
    known.put(target.id(), new Known(target.mapping(), text));
    return text;
  }

  private LakeTable create(LakeTables lake, CapturedTable target) {
    requirePlace(target);
    LakeTable mirror = lake.open(mirror(target));
    TableMapping mapping = target.mapping();
    try {
      return lake.create(
          target.id(),
          columns(mapping),
          layout(),
          mirror.formatVersion(),
          Map.of(
              TableProperty.SHAPE,
              shape.key(),
              TableProperty.SHAPE_CONTRACT,
              contract(target),
              TableProperty.SHAPE_COLUMNS,
              ShapeColumns.of(mapping, mirror)));
    } catch (RuntimeException e) {
      // Another consumer may have been faster.
      return lake.find(target.id()).orElseThrow(() -> e);
    }
  }
}
