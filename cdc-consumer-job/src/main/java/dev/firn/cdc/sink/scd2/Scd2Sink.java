package dev.firn.cdc.sink.scd2;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.PartitionOrder;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.cdc.sink.TruncatePolicy;
import dev.firn.cdc.sink.mirror.MissedRow;
import dev.firn.cdc.sink.mirror.MissedTruncate;
import dev.firn.cdc.sink.mirror.NetChange;
import dev.firn.cdc.sink.mirror.NetChanges;
import dev.firn.cdc.sink.shape.Level;
import dev.firn.cdc.sink.shape.ShapeSink;
import dev.firn.config.DeleteMode;
import dev.firn.config.shape.Shape;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.ChangeOperation;
import dev.firn.model.PartitionTransform;
import dev.firn.model.SparkName;
import dev.firn.model.TargetLayout;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every version of every row of a table, and when the source had it: from one commit up to
 * another. What is not there any more is a version that says so.
 */
public final class Scd2Sink extends ShapeSink {

  /** Before an expression that only the newest versions of rows are to be given. */
  private static final String NEWEST = "newest ";

  /** Before one that all are. */
  private static final String ALL = "all ";

  private final SparkSession spark;
  private final Clock clock;

  public Scd2Sink(SparkSession spark, Clock clock) {
    super(Shape.SCD2);
    this.spark = spark;
    this.clock = clock;
  }

  @Override
  public boolean takes(CapturedTable captured) {
    return super.takes(captured) && captured.mapping().hasKey();
  }

  @Override
  protected StructType columns(TableMapping mapping) {
    return new StructType(
        Stream.concat(
                Arrays.stream(mapping.lakeSchema().fields()),
                Arrays.stream(Validity.COLUMNS.fields()))
            .toArray(StructField[]::new));
  }

  /** So that who looks for a row's newest version need not look at what it was before. */
  @Override
  protected TargetLayout layout() {
    return new TargetLayout(List.of(PartitionTransform.parse(Validity.IS_CURRENT)), List.of());
  }

  @Override
  protected void requirePlace(CapturedTable target) {
    List<String> own = List.of(Validity.COLUMNS.fieldNames());
    List<String> taken =
        target.mapping().columns().stream()
            .map(ColumnMapping::lakeColumn)
            .filter(own::contains)
            .toList();
    if (!taken.isEmpty()) {
      throw StreamErrors.shapeHasNoPlace(target, shape(), taken);
    }
  }

  @Override
  public Optional<String> unknownWithoutOrder(CapturedTable captured, Change change) {
    return PartitionOrder.unknownOf(captured, change);
  }

  @Override
  public PreparedChanges prepare(CapturedTable captured, List<Change> changes, LakeTable table) {
    VersionWriter writer = new VersionWriter(spark, captured, table);
    return writer.prepare(wanted(changes, captured), beginning(captured, table));
  }

  /** What the mirror takes no notice of is none of its versions either. */
  private static List<Change> wanted(List<Change> changes, CapturedTable captured) {
    List<Change> allowed = TruncatePolicy.allowed(changes, captured);
    return captured.policy().deletes() == DeleteMode.IGNORE
        ? allowed.stream()
            .filter(
                change ->
                    change.operation() != ChangeOperation.DELETE
                        && change.operation() != ChangeOperation.TRUNCATE)
            .toList()
        : allowed;
  }

  /** When the newest of all that the table has came to be; nothing that follows is older. */
  private Instant beginning(CapturedTable captured, LakeTable table) {
    long millis = table.state().findLedger(captured.stream()).map(Ledger::committed).orElse(-1L);
    return millis < 0 ? Instant.EPOCH : Instant.ofEpochMilli(millis);
  }

  @Override
  public MissedChange missed(CapturedTable captured, Change change) {
    return change.operation() == ChangeOperation.TRUNCATE
        ? new MissedTruncate(captured)
        : new MissedRow(captured, change, (net, table) -> corrected(captured, net, table));
  }

  /** A version that was missed begins when it is known: who has looked before has not seen it. */
  private PreparedChanges corrected(CapturedTable captured, NetChanges net, LakeTable table) {
    return new VersionWriter(spark, captured, table)
        .correct(net.changes().stream().map(Scd2Sink::live).toList(), beginning(captured, table));
  }

  /** Of a row that stays as marked, that it is deleted. */
  private static NetChange live(NetChange change) {
    Change by = change.by();
    return by != null && by.image() == null ? new NetChange(change.key(), null, null, by) : change;
  }

  @Override
  public PreparedChanges level(CapturedTable target, LakeTable own, Level with) {
    return new LevelledVersions(spark, target.mapping(), own).level(with);
  }

  /** For those of this room. */
  static void write(Dataset<Row> rows, Branch branch) {
    append(rows, branch);
  }

  @Override
  public Ledger levelled(Optional<Ledger> own, Ledger mirror) {
    return mirror;
  }

  @Override
  public Map<String, String> ended(CapturedTable target) {
    return Map.of(TableProperty.retried(target.stream()), TableProperty.REMOVED);
  }

  @Override
  protected @Nullable String fill(ColumnMapping added, @Nullable String former) {
    if (former != null) {
      return ALL + "CAST(" + SparkName.quoted(former) + " AS " + added.sparkType().sql() + ")";
    }
    String value = added.addedDefault();
    return value == null ? null : NEWEST + added.literal(value);
  }

  @Override
  protected void complete(LakeTable own, Map<String, String> fills) {
    Map<String, String> done = new HashMap<>();
    fills
        .keySet()
        .forEach(name -> done.put(TableProperty.SHAPE_FILL_PREFIX + name, TableProperty.REMOVED));
    Branch branch =
        own.branches()
            .open(
                Branch.STREAM_PREFIX + "older_" + Long.toHexString(clock.instant().toEpochMilli()));
    fills.forEach(
        (name, value) -> {
          boolean isOfAll = value.startsWith(ALL);
          spark.sql(
              "UPDATE "
                  + branch.quoted()
                  + " SET "
                  + SparkName.quoted(name)
                  + " = "
                  + value.substring((isOfAll ? ALL : NEWEST).length())
                  + (isOfAll
                      ? ""
                      : " WHERE " + Validity.IS_CURRENT + " AND NOT " + Validity.IS_DELETED));
        });
    own.branches().publish(branch, done);
  }
}
