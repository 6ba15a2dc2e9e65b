package dev.firn.source.oracle;

import static java.util.stream.Collectors.toSet;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.source.oracle.catalog.TablePart;
import dev.firn.source.oracle.catalog.TableStorage;
import dev.firn.source.oracle.read.OracleSplit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares where rows of tables are stored now with where slices were planned to find them. */
final class Arrangement {

  private final TableStorage storage;

  Arrangement(Connection connection) {
    this.storage = new TableStorage(connection);
  }

  /**
   * True if a table has the parts of which its slices were planned, and no others: so they hold all
   * its rows at any SCN in between.
   */
  boolean isAsPlanned(TableId table, List<? extends ReadSplit> splits) throws SQLException {
    Set<TablePart> planned = stored(splits);
    return planned.isEmpty() || planned.equals(Set.copyOf(storage.parts(table)));
  }

  /**
   * True if what the slices read is where it was, so that they have missed nothing. Parts that came
   * after the SCN have no rows at it.
   */
  boolean isUnmoved(TableId table, List<? extends ReadSplit> splits) throws SQLException {
    return storage.parts(table).containsAll(stored(splits));
  }

  /**
   * True if what kept rows of a table when it was looked at earlier still does, so that slices
   * which were planned of what keeps them now have all rows of the time in between. A partition
   * that came since is among them.
   */
  boolean hasAllOf(TableId table, @Nullable TableIdentity earlier) throws SQLException {
    if (earlier == null) {
      return true;
    }
    Set<Long> now = storage.segments(table);
    return now.isEmpty()
        || now.containsAll(
            earlier.parts().stream().map(TableIdentity.Part::storage).collect(toSet()));
  }

  /** What has no segment of its own is not moved. */
  private static Set<TablePart> stored(List<? extends ReadSplit> splits) {
    return splits.stream()
        .map(split -> ((OracleSplit) split).part())
        .filter(part -> part.storage() != 0)
        .collect(toSet());
  }
}
