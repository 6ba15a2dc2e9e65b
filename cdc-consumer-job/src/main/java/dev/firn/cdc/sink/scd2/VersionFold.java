package dev.firn.cdc.sink.scd2;

import dev.firn.cdc.event.Change;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Makes versions of changes, in their order.
 *
 * <p>What a row was for no time at all, because its transaction or another one of the same instant
 * went on, is no version. Versions of a key follow each other without a gap: one that is deleted
 * stands where the row was not there.
 */
final class VersionFold {

  private final int[] ordinals;
  private final Validity validity;
  private final int width;

  /** The newest version of each key, as a row of the table. */
  private final Map<RowKey, Version> newest = new LinkedHashMap<>();

  private final List<@Nullable Object[]> closed = new ArrayList<>();

  /** Keys whose newest version in the table is not the newest any more. */
  private final Set<RowKey> followed = new HashSet<>();

  private final Set<RowKey> missing = new HashSet<>();
  private @Nullable Instant truncatedAt;

  /**
   * @param isStored true if the table has it
   */
  private record Version(
      @Nullable Object[] row, Instant from, boolean isDeleted, boolean isStored) {}

  /**
   * @param schema of the table's rows
   * @param columns of the images, by their names in the table
   */
  VersionFold(StructType schema, List<String> columns) {
    this.width = schema.length();
    this.ordinals = columns.stream().mapToInt(schema::fieldIndex).toArray();
    this.validity = new Validity(schema);
  }

  /** To be called for all keys that the changes speak of, before any change. */
  void holds(RowKey key, @Nullable Object[] row) {
    newest.put(key, new Version(row, validity.from(row), validity.isDeleted(row), true));
  }

  void add(Change change, Instant at) {
    switch (change.operation()) {
      case CREATE, READ, UPDATE ->
          upsert(
              Objects.requireNonNull(change.key()),
              Objects.requireNonNull(change.image()),
              change.oldKey(),
              at);
      case DELETE -> delete(Objects.requireNonNull(change.key()), at);
      case TRUNCATE -> truncate(at);
    }
  }

  /**
   * @param valuesFrom the key under which the row's values stood that the image leaves out; null if
   *     it is the same
   */
  void upsert(RowKey key, @Nullable Object[] image, @Nullable RowKey valuesFrom, Instant at) {
    Version before = newest.get(key);
    Version held = valuesFrom == null ? before : newest.get(valuesFrom);
    if (valuesFrom == null && held != null && held.isDeleted()) {
      held = null;
    }
    if (held == null && Unavailable.isIn(image)) {
      missing.add(valuesFrom == null ? key : valuesFrom);
      return;
    }
    @Nullable Object[] row = new @Nullable Object[width];
    for (int i = 0; i < ordinals.length; i++) {
      row[ordinals[i]] =
          image[i] == Unavailable.VALUE && held != null ? held.row()[ordinals[i]] : image[i];
    }
    if (before == null || before.isDeleted() || !isSame(before.row(), row)) {
      begin(key, row, false, at);
    }
  }

  void delete(RowKey key, Instant at) {
    Version before = newest.get(key);
    if (before != null && !before.isDeleted()) {
      begin(key, before.row(), true, at);
    }
  }

  private void truncate(Instant at) {
    truncatedAt = truncatedAt == null ? at : truncatedAt;
    List.copyOf(newest.keySet()).forEach(key -> delete(key, at));
  }

  private void begin(RowKey key, @Nullable Object[] row, boolean isDeleted, Instant at) {
    Version before = newest.get(key);
    Instant from = at;
    if (before != null) {
      if (at.isAfter(before.from())) {
        closed.add(validity.closed(before.row(), at));
      } else {
        from = before.from();
      }
      if (before.isStored()) {
        followed.add(key);
      }
    }
    newest.put(key, new Version(validity.begun(row, from, isDeleted), from, isDeleted, false));
  }

  /** True if what the table has and what the event says is one row to a reader. */
  private boolean isSame(@Nullable Object[] one, @Nullable Object[] other) {
    for (int ordinal : ordinals) {
      if (!RowKey.isSame(canonical(one[ordinal]), canonical(other[ordinal]))) {
        return false;
      }
    }
    return true;
  }

  /** One object for values that are one in the lake. */
  private static @Nullable Object canonical(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros();
    }
    if (value instanceof Instant instant) {
      return instant.truncatedTo(ChronoUnit.MICROS);
    }
    if (value instanceof LocalDateTime time) {
      return time.truncatedTo(ChronoUnit.MICROS);
    }
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(VersionFold::canonical).toList();
    }
    if (value instanceof Row row) {
      List<@Nullable Object> fields = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        fields.add(canonical(row.get(i)));
      }
      return fields;
    }
    return value;
  }

  /** Keys of rows from which values were to be kept, and which the table does not have. */
  List<RowKey> missing() {
    return List.copyOf(missing);
  }

  /** Since when no other row is there than those of the keys; null if they were not touched. */
  @Nullable Instant truncatedAt() {
    return truncatedAt;
  }

  /** Keys whose newest version in the table is to be taken out of it. */
  Set<RowKey> followed() {
    return followed;
  }

  /** The versions to be written, those that are over first. */
  List<@Nullable Object[]> written() {
    return written(version -> !version.isStored());
  }

  /** The same with the newest of all keys that were looked at, whether the table has it or not. */
  List<@Nullable Object[]> writtenAnew() {
    return written(version -> true);
  }

  private List<@Nullable Object[]> written(Predicate<Version> which) {
    List<@Nullable Object[]> rows = new ArrayList<>(closed);
    newest.values().stream().filter(which).map(Version::row).forEach(rows::add);
    return rows;
  }
}
