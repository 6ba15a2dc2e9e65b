package dev.firn.cdc;

import dev.firn.schema.ColumnMapping;
import dev.firn.schema.KeyText;
import dev.firn.schema.TableMapping;
import dev.firn.schema.ValueRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the values of a table's changes that may have been others at the source. */
final class Lookalikes {

  private final TableMapping mapping;
  private final Set<Sighting> refuted;
  private final int[] ordinals;
  private final boolean canAsk;

  Lookalikes(TableMapping mapping) {
    this(mapping, Set.of());
  }

  /**
   * @param refuted those of which the source has said that they are others
   */
  Lookalikes(TableMapping mapping, Set<Sighting> refuted) {
    this.mapping = mapping;
    this.refuted = refuted;
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
   * What the source is to be asked about before the change is applied.
   *
   * @throws UndecodableException if the source has refuted it, or cannot be asked
   */
  List<Sighting> in(Change change) {
    @Nullable Object[] image = change.image();
    if (image == null || ordinals.length == 0) {
      return List.of();
    }
    List<Sighting> sightings = new ArrayList<>();
    for (int ordinal : ordinals) {
      ColumnMapping column = mapping.columns().get(ordinal);
      Lookalike what = Lookalike.of(column, image[ordinal]);
      if (what != null) {
        examine(column, what, change, sightings);
      }
    }
    return sightings;
  }

  private void examine(
      ColumnMapping column, Lookalike what, Change change, List<Sighting> sightings) {
    RowKey key = change.key();
    if (canAsk && key != null) {
      Sighting sighting = new Sighting(what, column.column(), key, change.place().transaction());
      if (refuted.contains(sighting)) {
        throw sighting.refusal(mapping).at(change.place());
      }
      sightings.add(sighting);
    } else if (what == Lookalike.MANY_DIMENSIONS) {
      throw what.refusal(column).at(change.place());
    }
    // A zero interval of a table without a key that can be named is taken for zero, because most
    // are and few servers have others; where they have, the load warns of the table.
  }
}
