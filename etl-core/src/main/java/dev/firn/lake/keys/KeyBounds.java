package dev.firn.lake.keys;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.firn.row.RowKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.jspecify.annotations.Nullable;

/**
 * The least and the greatest value of a batch's keys, as literals, by which Iceberg skips the files
 * that hold none of them.
 */
final class KeyBounds {

  /** Types whose order is the same in Java, in Spark and in Iceberg's statistics. */
  private static final Set<Class<?>> ORDERED =
      Set.of(Integer.class, Long.class, LocalDate.class, LocalDateTime.class, Instant.class);

  private KeyBounds() {}

  /**
   * @param index of the column within the keys
   * @param name of the column as Spark resolves it
   * @return a condition that every row with one of the keys meets, if there is a useful one
   */
  static Optional<Column> of(List<RowKey> keys, int index, String name) {
    Comparable<Object> least = null;
    Comparable<Object> greatest = null;
    for (RowKey key : keys) {
      Comparable<Object> value = ordered(key.value(index));
      if (value == null) {
        return Optional.empty();
      }
      if (least == null || value.compareTo(least) < 0) {
        least = value;
      }
      if (greatest == null || value.compareTo(greatest) > 0) {
        greatest = value;
      }
    }
    return least == null || greatest == null
        ? Optional.empty()
        : Optional.of(col(name).between(lit(least), lit(greatest)));
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Comparable<Object> ordered(@Nullable Object value) {
    return value != null && ORDERED.contains(value.getClass()) ? (Comparable<Object>) value : null;
  }
}
