package dev.firn.lake.keys;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.firn.model.SparkName;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/**
 * Finds rows by their keys. Where few rows have to be looked at the driver does it, because to plan
 * and start a job of Spark costs more than that; where many, Spark does.
 */
public final class KeyLookup {

  /** A job costs a fifth of a second of processor time before it reads anything. */
  private static final long MAX_DRIVER_ROWS = 200_000;

  private static final int MAX_DRIVER_FILES = 200;

  private final SparkSession spark;
  private final TableMapping mapping;
  private final long maxDriverRows;

  public KeyLookup(SparkSession spark, TableMapping mapping) {
    this(spark, mapping, MAX_DRIVER_ROWS);
  }

  /**
   * @param maxDriverRows more are read by Spark
   */
  public KeyLookup(SparkSession spark, TableMapping mapping, long maxDriverRows) {
    this.spark = spark;
    this.mapping = mapping;
    this.maxDriverRows = maxDriverRows;
  }

  public static List<@Nullable Object[]> values(Collection<RowKey> keys) {
    List<@Nullable Object[]> values = new ArrayList<>(keys.size());
    keys.forEach(key -> values.add(key.values()));
    return values;
  }

  /** Where the rows with the keys are. */
  public RowPositions places(Collection<RowKey> keys, KeyScan scan) {
    return scan.places(spark, !isSmall(scan)).orElseGet(() -> joinedPlaces(keys, scan));
  }

  private RowPositions joinedPlaces(Collection<RowKey> keys, KeyScan scan) {
    RowPositions places = new RowPositions();
    joined(keys, scan, Stream.of("_file", "_pos"))
        .collectAsList()
        .forEach(row -> places.add(row.getString(0), row.getLong(1)));
    return places;
  }

  /** The rows with the keys, in the order of the contract's columns. */
  public Map<RowKey, @Nullable Object[]> rows(Collection<RowKey> keys, KeyScan scan) {
    return rows(
        keys,
        scan,
        mapping.columns().stream().map(ColumnMapping::lakeColumn).toList(),
        mapping.keyOrdinals());
  }

  /**
   * Those of the keys whose rows are marked.
   *
   * @param mark the column that is true for them, which the table need not have
   */
  public Set<RowKey> marked(Collection<RowKey> keys, KeyScan scan, String mark) {
    if (keys.isEmpty() || !scan.has(mark)) {
      return Set.of();
    }
    List<String> columns = new ArrayList<>(mapping.key());
    int[] ordinals = IntStream.range(0, columns.size()).toArray();
    columns.add(mark);
    Set<RowKey> marked = new HashSet<>();
    rows(keys, scan, columns, ordinals)
        .forEach(
            (key, row) -> {
              if (Boolean.TRUE.equals(row[ordinals.length])) {
                marked.add(key);
              }
            });
    return marked;
  }

  private Map<RowKey, @Nullable Object[]> rows(
      Collection<RowKey> keys, KeyScan scan, List<String> columns, int[] ordinals) {
    Map<RowKey, @Nullable Object[]> found = new HashMap<>();
    visit(keys, scan, columns, ordinals, (key, values, file, position) -> found.put(key, values));
    return found;
  }

  /** Is shown the key that was asked for, a row that has it, and where that is. */
  @FunctionalInterface
  interface Visitor {
    void row(RowKey key, @Nullable Object[] values, String file, long position);
  }

  /**
   * Shows every row with one of the keys, also if there are several of a key.
   *
   * @param columns of the table, among them those of the key
   * @param ordinals of the key's columns among them
   */
  void visit(
      Collection<RowKey> keys,
      KeyScan scan,
      List<String> columns,
      int[] ordinals,
      Visitor visitor) {
    Map<RowKey, RowKey> wanted = canonical(keys);
    KeyScan.Visitor each =
        (values, file, position) -> {
          @Nullable Object[] key = new @Nullable Object[ordinals.length];
          for (int i = 0; i < key.length; i++) {
            key[i] = values[ordinals[i]];
          }
          RowKey asked = wanted.get(canonical(key));
          if (asked != null) {
            visitor.row(asked, values, file, position);
          }
        };
    if (isReadHere(keys, scan)) {
      scan.read(columns, each);
      return;
    }
    if (scan.isCurrent() && keys.stream().noneMatch(KeyLookup::hasFloat)) {
      Optional<List<FoundRows>> found = scan.rows(spark, columns);
      if (found.isPresent()) {
        visit(found.get(), scan.types(columns), each);
        return;
      }
    }
    List<Row> rows =
        joined(keys, scan, Stream.concat(columns.stream(), Stream.of("_file", "_pos")))
            .collectAsList();
    for (Row row : rows) {
      @Nullable Object[] values = new @Nullable Object[columns.size()];
      Arrays.setAll(values, row::get);
      each.row(values, row.getString(values.length), row.getLong(values.length + 1));
    }
  }

  private static void visit(List<FoundRows> found, StructType types, KeyScan.Visitor each) {
    Function1<Object, Object> converter = CatalystTypeConverters.createToScalaConverter(types);
    UnsafeRow bytes = new UnsafeRow(types.length());
    for (FoundRows rows : found) {
      for (int i = 0; i < rows.rows().length; i++) {
        bytes.pointTo(rows.rows()[i], rows.rows()[i].length);
        Row row = (Row) converter.apply(bytes);
        @Nullable Object[] values = new @Nullable Object[types.length()];
        Arrays.setAll(values, row::get);
        each.row(values, rows.file(), rows.positions()[i]);
      }
    }
  }

  private boolean isSmall(KeyScan scan) {
    return scan.rows() <= maxDriverRows && scan.files() <= MAX_DRIVER_FILES;
  }

  /** True if the driver looks for rows with the keys itself. */
  boolean isReadHere(Collection<RowKey> keys, KeyScan scan) {
    return isSmall(scan) && !scan.needsSpark() && keys.stream().noneMatch(KeyLookup::hasFloat);
  }

  /** To which a database's and Java's ideas of equal are not the same. */
  private static boolean hasFloat(RowKey key) {
    return Arrays.stream(key.values())
        .anyMatch(value -> value instanceof Float || value instanceof Double);
  }

  private static Map<RowKey, RowKey> canonical(Collection<RowKey> keys) {
    Map<RowKey, RowKey> canonical = new HashMap<>();
    keys.forEach(key -> canonical.put(canonical(key.values()), key));
    return canonical;
  }

  private static RowKey canonical(@Nullable Object[] values) {
    @Nullable Object[] canonical = new @Nullable Object[values.length];
    Arrays.setAll(canonical, i -> canonical(values[i]));
    return new RowKey(canonical);
  }

  /** One object for values that SQL calls equal, in the precision of the lake. */
  private static @Nullable Object canonical(@Nullable Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros();
    }
    if (value instanceof Instant instant) {
      return instant.truncatedTo(ChronoUnit.MICROS);
    }
    return value instanceof LocalDateTime time ? time.truncatedTo(ChronoUnit.MICROS) : value;
  }

  /** The rows with the keys, joined with the broadcast keys. */
  private Dataset<Row> joined(Collection<RowKey> keys, KeyScan scan, Stream<String> columns) {
    List<RowKey> wanted = List.copyOf(keys);
    // Literals are part of what Spark compiles, so with them it compiles every batch anew.
    boolean isNarrow = scan.isNarrow();
    Column same = null;
    for (int i = 0; i < mapping.key().size(); i++) {
      String name = SparkName.quoted(mapping.key().get(i));
      Column held = col("held." + name);
      Column equal = held.equalTo(col("wanted." + name));
      same = same == null ? equal : same.and(equal);
      if (isNarrow) {
        same = KeyBounds.of(wanted, i, "held." + name).map(same::and).orElse(same);
      }
    }
    return scan.dataset(spark)
        .as("held")
        .join(broadcast(keysOf(wanted)).as("wanted"), same)
        .select(columns.map(column -> held(column)).toArray(Column[]::new));
  }

  private static Column held(String column) {
    return col("held." + SparkName.quoted(column));
  }

  private Dataset<Row> keysOf(List<RowKey> keys) {
    StructType all = mapping.lakeSchema();
    StructType schema =
        new StructType(mapping.key().stream().map(all::apply).toArray(StructField[]::new));
    return spark.createDataFrame(
        keys.stream().map(key -> RowFactory.create(key.values())).toList(), schema);
  }
}
