package dev.firn.validate.content;

import dev.firn.row.RowKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads the keys of rows, with the values that rows of Spark have. Only for the driver: in tasks
 * Spark does not know by which classes it was told to show times.
 */
final class KeyNames {

  private final int[] ordinals;
  private final DataType[] types;
  private final List<Function1<Object, Object>> converters;

  private KeyNames(RowShape shape, int[] ordinals) {
    this.ordinals = ordinals;
    this.types = types(shape);
    this.converters =
        Arrays.stream(types).map(CatalystTypeConverters::createToScalaConverter).toList();
  }

  /** Of rows that have all columns. */
  static KeyNames ofRows(RowShape shape) {
    return new KeyNames(shape, shape.key().stream().mapToInt(Integer::intValue).toArray());
  }

  /** Of rows that a task has {@linkplain #cut cut} to their keys. */
  static KeyNames ofCutRows(RowShape shape) {
    return new KeyNames(shape, IntStream.range(0, shape.key().size()).toArray());
  }

  /** Leaves of a row the columns of its key. */
  static UnsafeProjection cut(RowShape shape) {
    DataType[] types = types(shape);
    List<Expression> columns =
        IntStream.range(0, types.length)
            .mapToObj(i -> (Expression) new BoundReference(shape.key().get(i), types[i], true))
            .toList();
    return UnsafeProjection.create(CollectionConverters.asScala(columns).toSeq());
  }

  private static DataType[] types(RowShape shape) {
    return shape.key().stream()
        .map(ordinal -> shape.type().fields()[ordinal].dataType())
        .toArray(DataType[]::new);
  }

  RowKey of(InternalRow row) {
    @Nullable Object[] values =
        IntStream.range(0, ordinals.length)
            .mapToObj(i -> converters.get(i).apply(row.get(ordinals[i], types[i])))
            .toArray();
    return new RowKey(values);
  }
}
