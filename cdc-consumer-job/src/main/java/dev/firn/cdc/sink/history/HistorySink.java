package dev.firn.cdc.sink.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.SentText;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.cdc.sink.shape.Level;
import dev.firn.cdc.sink.shape.ShapeSink;
import dev.firn.config.KeylessMode;
import dev.firn.config.shape.Shape;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.model.ChangeOperation;
import dev.firn.model.SparkName;
import dev.firn.model.TableId;
import dev.firn.model.TargetLayout;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every change of a table as a row, in the order in which they were applied; nothing is ever
 * deleted or changed. What a load has found is in it too.
 */
public final class HistorySink extends ShapeSink {

  /** The operation of the row that says that a load follows. */
  private static final String LOADED = "l";

  private static final String OPERATION = "_cdc_operation";
  private static final String POSITION = "_cdc_position";
  private static final String SOURCE_TIME = "_cdc_source_time";
  private static final String APPLIED_AT = "_cdc_applied_at";

  private static final StructType OWN =
      new StructType()
          .add(OPERATION, DataTypes.StringType)
          .add(POSITION, DataTypes.StringType)
          .add(SOURCE_TIME, DataTypes.TimestampType)
          .add("_cdc_topic", DataTypes.StringType)
          .add("_cdc_partition", DataTypes.IntegerType)
          .add("_cdc_offset", DataTypes.LongType)
          .add(APPLIED_AT, DataTypes.TimestampType)
          .add("_cdc_unavailable", DataTypes.createArrayType(DataTypes.StringType))
          .add("_cdc_before", DataTypes.StringType)
          .add("_cdc_event", DataTypes.StringType);

  private final SparkSession spark;
  private final Clock clock;
  private final Function<TableId, String> topics;

  /**
   * @param topics on which the changes of tables come
   */
  public HistorySink(SparkSession spark, Clock clock, Function<TableId, String> topics) {
    super(Shape.HISTORY);
    this.spark = spark;
    this.clock = clock;
    this.topics = topics;
  }

  @Override
  public boolean takes(CapturedTable captured) {
    boolean isStreamed =
        captured.mapping().hasKey() || captured.policy().keyless() != KeylessMode.SKIP;
    return super.takes(captured) && isStreamed;
  }

  @Override
  protected StructType columns(TableMapping mapping) {
    return new StructType(
        Stream.concat(Arrays.stream(OWN.fields()), Arrays.stream(mapping.lakeSchema().fields()))
            .toArray(StructField[]::new));
  }

  @Override
  protected TargetLayout layout() {
    return TargetLayout.PLAIN;
  }

  @Override
  public Optional<String> unknownWithoutOrder(CapturedTable captured, Change change) {
    return Optional.empty();
  }

  @Override
  public PreparedChanges prepare(CapturedTable captured, List<Change> changes, LakeTable table) {
    Instant now = clock.instant();
    TableMapping mapping = captured.mapping();
    String topic = topics.apply(mapping.source());
    List<Row> rows = new ArrayList<>(changes.size());
    changes.forEach(change -> rows.add(row(mapping, topic, change, now)));
    StructType columns = columns(mapping);
    return PreparedChanges.asDelta(delta -> delta.add(rows, columns));
  }

  private static Row row(TableMapping mapping, String topic, Change change, Instant now) {
    EventPlace place = change.place();
    SentText sent = change.sent();
    int own = OWN.length();
    @Nullable Object[] row = new @Nullable Object[own + mapping.columns().size()];
    row[0] = Character.toString(change.operation().code());
    row[1] = place.position().isEmpty() ? null : place.position();
    row[2] = place.sourceMillis() < 0 ? null : Instant.ofEpochMilli(place.sourceMillis());
    row[3] = topic.isEmpty() ? null : topic;
    row[4] = place.partition();
    row[5] = place.offset();
    row[6] = now;
    row[8] = sent == null ? null : sent.before();
    row[9] = sent == null ? null : sent.event();
    if (change.image() != null) {
      System.arraycopy(change.image(), 0, row, own, change.image().length);
      row[7] = leaveOut(mapping, row);
    } else if (change.key() != null && mapping.hasKey()) {
      int[] ordinals = mapping.keyOrdinals();
      for (int i = 0; i < ordinals.length; i++) {
        row[own + ordinals[i]] = change.key().value(i);
      }
    } else if (change.key() != null) {
      System.arraycopy(change.key().values(), 0, row, own, mapping.columns().size());
    }
    return RowFactory.create(row);
  }

  /**
   * @return the columns whose values were not sent, which are NULL then; null if there are none
   */
  private static @Nullable List<String> leaveOut(TableMapping mapping, @Nullable Object[] row) {
    List<String> unavailable = new ArrayList<>();
    for (int i = OWN.length(); i < row.length; i++) {
      if (row[i] == Unavailable.VALUE) {
        unavailable.add(mapping.columns().get(i - OWN.length()).lakeColumn());
        row[i] = null;
      }
    }
    return unavailable.isEmpty() ? null : unavailable;
  }

  /** Late, and behind the others: its place in the topic tells where it belongs. */
  @Override
  public MissedChange missed(CapturedTable captured, Change change) {
    return MissedChange.alone(change, (missed, table) -> prepare(captured, List.of(missed), table));
  }

  @Override
  public PreparedChanges level(CapturedTable target, LakeTable own, Level with) {
    StructType schema = own.schema();
    Dataset<Row> loaded =
        with.mirror()
            .presentRows(spark)
            .select(
                target.mapping().columns().stream()
                    .map(ColumnMapping::lakeColumn)
                    .map(name -> col(SparkName.quoted(name)))
                    .toArray(Column[]::new));
    Instant now = clock.instant();
    String read = Character.toString(ChangeOperation.READ.code());
    Dataset<Row> rows =
        rows(schema, spark.range(1).select(lit(true).as("_cdc_load")), LOADED, with, now)
            .union(rows(schema, loaded, read, with, now));
    return PreparedChanges.onBranch(branch -> append(rows, branch));
  }

  private static Dataset<Row> rows(
      StructType schema, Dataset<Row> values, String operation, Level with, Instant now) {
    List<String> given = List.of(values.columns());
    return values.select(
        Arrays.stream(schema.fields())
            .map(
                field ->
                    value(field.name(), given, operation, with, now)
                        .cast(field.dataType())
                        .as(field.name()))
            .toArray(Column[]::new));
  }

  private static Column value(
      String column, List<String> given, String operation, Level with, Instant now) {
    return switch (column) {
      case OPERATION -> lit(operation);
      case POSITION -> lit(with.position());
      case SOURCE_TIME -> lit(with.at());
      case APPLIED_AT -> lit(now);
      default -> given.contains(column) ? col(SparkName.quoted(column)) : lit(null);
    };
  }

  /** Its events stay, so none of them may come again, though a load has set the mirror back. */
  @Override
  public Ledger levelled(Optional<Ledger> own, Ledger mirror) {
    Ledger before =
        own.filter(held -> mirror.topicId().isEmpty() || held.topicId().equals(mirror.topicId()))
            .orElse(mirror);
    boolean isBehind =
        before.next().entrySet().stream()
            .allMatch(next -> mirror.holds(next.getKey(), next.getValue() - 1));
    return isBehind
        ? mirror
        : before.advance(mirror.epoch(), mirror.next(), mirror.position(), 0).withoutOrder();
  }

  @Override
  public Map<String, String> ended(CapturedTable target) {
    return Map.of();
  }
}
