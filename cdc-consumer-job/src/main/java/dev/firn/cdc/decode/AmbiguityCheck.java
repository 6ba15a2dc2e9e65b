package dev.firn.cdc.decode;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.RowKey;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.model.LogPlace;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.KeyText;
import dev.firn.schema.TableMapping;
import dev.firn.schema.ValueRule;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the values of a table's changes that may have been others at the source. */
public final class AmbiguityCheck {

  private final TableMapping mapping;
  private final Map<AmbiguousValue, List<AmbiguousValue>> refuted;
  private final int[] ordinals;
  private final boolean canAsk;

  public AmbiguityCheck(TableMapping mapping) {
    this(mapping, Set.of());
  }

  /**
   * @param refuted those of which the source has said that they are others
   */
  public AmbiguityCheck(TableMapping mapping, Set<AmbiguousValue> refuted) {
    this.mapping = mapping;
    this.refuted = refuted.stream().collect(Collectors.groupingBy(AmbiguousValue::unanswered));
    this.canAsk = KeyText.canName(mapping);
    List<ColumnMapping> columns = mapping.columns();
    this.ordinals =
        IntStream.range(0, columns.size())
            .filter(i -> hasLookalikes(columns.get(i).rule()))
            .toArray();
  }

  private static boolean hasLookalikes(ValueRule rule) {
    return rule == ValueRule.INTERVAL_TEXT || rule == ValueRule.ARRAY;
  }

  /**
   * Puts what the source has told into the change.
   *
   * @return what it is to be asked about before the change is applied
   * @throws UndecodableException if it has refuted a value for which there is no other
   */
  public List<AmbiguousValue> in(Change change) {
    @Nullable Object[] image = change.image();
    if (image == null || ordinals.length == 0) {
      return List.of();
    }
    List<AmbiguousValue> sightings = new ArrayList<>();
    for (int ordinal : ordinals) {
      ColumnMapping column = mapping.columns().get(ordinal);
      Object value = image[ordinal];
      AmbiguousEncoding what = AmbiguousEncoding.of(column, value);
      if (value != null && what != null) {
        RowKey key = canAsk ? change.key() : null;
        AmbiguousValue sighting =
            new AmbiguousValue(what, column.column(), key, transaction(change));
        sightings.add(sighting);
        for (AmbiguousValue answered : refuted.getOrDefault(sighting, List.of())) {
          image[ordinal] = corrected(value, column, answered, change);
          if (image[ordinal] != value) {
            break;
          }
        }
      }
    }
    return sightings;
  }

  private static @Nullable LogPlace transaction(Change change) {
    LogPlace place = change.place().log();
    return place == null || !place.namesTransaction() ? null : place.ofTransaction();
  }

  /**
   * A row that shows other days than the event can mean was changed since, and a later event says
   * what it is.
   */
  private static Object corrected(
      Object sent, ColumnMapping column, AmbiguousValue sighting, Change change) {
    AmbiguousEncoding what = sighting.what();
    if (what != AmbiguousEncoding.OTHER_DAYS) {
      throw refusal(column, sighting).at(change.place());
    }
    List<@Nullable LocalDate> days =
        ArrayDateDistortion.parse(Objects.requireNonNull(sighting.shown()));
    if (!ArrayDateDistortion.standsFor((List<?>) sent, days) || days.equals(sent)) {
      return sent;
    }
    if (sighting.key() == null) {
      throw refusal(column, sighting).at(change.place());
    }
    return days;
  }

  private static UndecodableException refusal(ColumnMapping column, AmbiguousValue sighting) {
    return sighting.key() == null ? sighting.what().doubt(column) : sighting.what().refusal(column);
  }
}
