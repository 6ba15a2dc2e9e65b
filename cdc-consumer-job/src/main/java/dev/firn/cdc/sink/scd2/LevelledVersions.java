package dev.firn.cdc.sink.scd2;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.cdc.sink.shape.Level;
import dev.firn.lake.LakeTable;
import dev.firn.model.SparkName;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Changes of all rows of a table of versions at once, which Spark makes. */
final class LevelledVersions {

  private static final String HELD = "held";
  private static final String WANTED = "wanted";
  private static final String IS_WANTED = "_cdc_wanted";

  private final SparkSession spark;
  private final TableMapping mapping;
  private final LakeTable table;
  private final StructType schema;
  private final Set<String> own = Set.of(Validity.COLUMNS.fieldNames());

  LevelledVersions(SparkSession spark, TableMapping mapping, LakeTable table) {
    this.spark = spark;
    this.mapping = mapping;
    this.table = table;
    this.schema = table.schema();
  }

  /** Lets the newest versions be the rows of the mirror, where they are not. */
  PreparedChanges level(Level with) {
    Dataset<Row> wanted =
        with.mirror()
            .presentRows(spark)
            .select(
                mapping.columns().stream()
                    .map(column -> col(SparkName.quoted(column.lakeColumn())))
                    .toArray(Column[]::new))
            .withColumn(IS_WANTED, lit(true))
            .as(WANTED);
    Dataset<Row> both = newest().as(HELD).join(wanted, sameKey(), "full_outer");
    Column isHeld = held(Validity.IS_CURRENT).isNotNull();
    Column isWanted = coalesce(col(WANTED + "." + IS_WANTED), lit(false));
    Column isLive = isHeld.and(not(held(Validity.IS_DELETED)));
    Column stays =
        isHeld.and(isWanted.and(isLive).and(sameValues()).or(not(isWanted).and(not(isLive))));
    Column at = lit(with.at());
    Column isSeen = held(Validity.VALID_FROM).lt(at);
    Dataset<Row> ended = both.where(isHeld.and(not(stays)));
    Dataset<Row> rows =
        select(both.where(stays), HELD, null, null, null, null)
            .union(select(ended.where(isSeen), HELD, null, at, lit(false), null))
            .union(select(ended.where(not(isWanted)), HELD, begin(at), null, lit(true), lit(true)))
            .union(
                select(
                    both.where(isWanted.and(not(stays))),
                    WANTED,
                    begin(at),
                    lit(null),
                    lit(true),
                    lit(false)));
    return replacingNewest(rows);
  }

  /** A version that nobody could have seen is replaced by the next one. */
  private Column begin(Column at) {
    Column from = held(Validity.VALID_FROM);
    return when(from.isNotNull().and(from.gt(at)), from).otherwise(at);
  }

  /**
   * Ends all rows that are there, but for those of some keys.
   *
   * @param keys whose newest versions are among the rows
   * @param rows to be written beside
   */
  PreparedChanges truncated(List<RowKey> keys, List<Row> rows, Instant end) {
    Dataset<Row> others =
        newest().as(HELD).join(broadcast(keysOf(keys)).as(WANTED), sameKey(), "left_anti");
    Column at = lit(end);
    Column isDeleted = held(Validity.IS_DELETED);
    Dataset<Row> live = others.where(not(isDeleted));
    Dataset<Row> all =
        select(others.where(isDeleted), HELD, null, null, null, null)
            .union(
                select(
                    live.where(held(Validity.VALID_FROM).lt(at)), HELD, null, at, lit(false), null))
            .union(select(live, HELD, begin(at), null, lit(true), lit(true)))
            .union(spark.createDataFrame(rows, schema));
    return replacingNewest(all);
  }

  private Dataset<Row> newest() {
    return table.rows(spark).where(col(Validity.IS_CURRENT));
  }

  private PreparedChanges replacingNewest(Dataset<Row> rows) {
    return PreparedChanges.onBranch(
        branch -> {
          if (table.snapshotId() >= 0) {
            spark.sql("DELETE FROM " + branch.quoted() + " WHERE " + Validity.IS_CURRENT);
          }
          Scd2Sink.write(rows, branch);
        });
  }

  /** Rows of the table, with what is not null in place of what they say of themselves. */
  private Dataset<Row> select(
      Dataset<Row> rows,
      String of,
      @Nullable Column from,
      @Nullable Column to,
      @Nullable Column current,
      @Nullable Column deleted) {
    Set<String> carried =
        mapping.columns().stream().map(ColumnMapping::lakeColumn).collect(Collectors.toSet());
    List<Column> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      String name = field.name();
      Column given =
          switch (name) {
            case Validity.VALID_FROM -> from;
            case Validity.VALID_TO -> to;
            case Validity.IS_CURRENT -> current;
            case Validity.IS_DELETED -> deleted;
            default ->
                // A column that the source has no more.
                of.equals(WANTED) && !carried.contains(name) ? lit(null) : null;
          };
      Column value = given == null ? col(of + "." + SparkName.quoted(name)) : given;
      columns.add(value.cast(field.dataType()).as(name));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Column held(String column) {
    return col(HELD + "." + SparkName.quoted(column));
  }

  private Column sameKey() {
    return mapping.key().stream()
        .map(name -> held(name).equalTo(col(WANTED + "." + SparkName.quoted(name))))
        .reduce(Column::and)
        .orElseThrow();
  }

  private Column sameValues() {
    return mapping.columns().stream()
        .filter(column -> !own.contains(column.lakeColumn()))
        .map(column -> sameValue(column.lakeColumn(), column.sparkType()))
        .reduce(Column::and)
        .orElseThrow();
  }

  /** Spark takes 0 and -0 for one number, wherever they stand; their texts are two. */
  private static Column sameValue(String name, DataType type) {
    Column held = held(name);
    Column wanted = col(WANTED + "." + SparkName.quoted(name));
    Column same = held.eqNullSafe(wanted);
    String text = type.catalogString();
    return text.contains("float") || text.contains("double")
        ? same.and(held.cast(DataTypes.StringType).eqNullSafe(wanted.cast(DataTypes.StringType)))
        : same;
  }

  private Dataset<Row> keysOf(List<RowKey> keys) {
    StructType all = mapping.lakeSchema();
    StructType columns =
        new StructType(mapping.key().stream().map(all::apply).toArray(StructField[]::new));
    return spark.createDataFrame(
        keys.stream().map(key -> RowFactory.create(key.values())).toList(), columns);
  }
}
