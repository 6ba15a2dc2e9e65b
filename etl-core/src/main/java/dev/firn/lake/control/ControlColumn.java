package dev.firn.lake.control;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * A column of a control table, declared once: its name, its type, and where a row has its value.
 *
 * @param <T> the row
 * @param <V> the value, which is null where the column is NULL
 */
public final class ControlColumn<T, V> {

  private final String name;
  private final Kind<V> kind;
  private final Function<T, @Nullable V> value;

  /** How values of a type are stored in Iceberg's generic records. */
  private record Kind<V>(
      DataType type, Function<V, Object> toStored, Function<Object, V> fromStored) {}

  private static final Kind<String> TEXT =
      new Kind<>(DataTypes.StringType, text -> text, Object::toString);
  private static final Kind<Long> LONG =
      new Kind<>(DataTypes.LongType, number -> number, stored -> (Long) stored);
  private static final Kind<Integer> INTEGER =
      new Kind<>(DataTypes.IntegerType, number -> number, stored -> (Integer) stored);
  private static final Kind<Boolean> FLAG =
      new Kind<>(DataTypes.BooleanType, flag -> flag, stored -> (Boolean) stored);
  private static final Kind<Instant> INSTANT =
      new Kind<>(
          DataTypes.TimestampType,
          instant -> instant.atOffset(ZoneOffset.UTC),
          stored -> ((OffsetDateTime) stored).toInstant());
  private static final Kind<byte[]> BYTES =
      new Kind<>(DataTypes.BinaryType, ByteBuffer::wrap, ControlColumn::bytes);

  private ControlColumn(String name, Kind<V> kind, Function<T, @Nullable V> value) {
    this.name = name;
    this.kind = kind;
    this.value = value;
  }

  public static <T> ControlColumn<T, String> text(
      String name, Function<T, @Nullable String> value) {
    return new ControlColumn<>(name, TEXT, value);
  }

  public static <T> ControlColumn<T, Long> number(String name, Function<T, @Nullable Long> value) {
    return new ControlColumn<>(name, LONG, value);
  }

  public static <T> ControlColumn<T, Integer> smallNumber(
      String name, Function<T, @Nullable Integer> value) {
    return new ControlColumn<>(name, INTEGER, value);
  }

  public static <T> ControlColumn<T, Boolean> flag(
      String name, Function<T, @Nullable Boolean> value) {
    return new ControlColumn<>(name, FLAG, value);
  }

  public static <T> ControlColumn<T, Instant> instant(
      String name, Function<T, @Nullable Instant> value) {
    return new ControlColumn<>(name, INSTANT, value);
  }

  public static <T> ControlColumn<T, byte[]> bytes(
      String name, Function<T, byte @Nullable []> value) {
    return new ControlColumn<>(name, BYTES, value);
  }

  public String name() {
    return name;
  }

  DataType type() {
    return kind.type();
  }

  /** What is written for a row. */
  @Nullable Object toStored(T row) {
    V found = value.apply(row);
    return found == null ? null : kind.toStored().apply(found);
  }

  /** What is read of a row. */
  @Nullable V fromStored(@Nullable Object stored) {
    return stored == null ? null : kind.fromStored().apply(stored);
  }

  private static byte[] bytes(Object stored) {
    ByteBuffer buffer = ((ByteBuffer) stored).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
