package dev.firn.source.oracle.read;

import dev.firn.model.TableId;
import dev.firn.source.oracle.catalog.TablePart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a part between two addresses. The first and the last slice are open, so that they
 * also take what the extents did not know: blocks that were given back since, or came later.
 *
 * @param from inclusive, or null
 * @param to exclusive, or null
 */
record RowidRange(TableId relation, TablePart part, @Nullable String from, @Nullable String to)
    implements OracleSplit {

  @Override
  public boolean isOfKnownSize() {
    return true;
  }

  @Override
  public List<Bound> bounds() {
    List<Bound> bounds = new ArrayList<>();
    if (from != null) {
      bounds.add(new Bound("ROWID >= CHARTOROWID(:low)", from));
    }
    if (to != null) {
      bounds.add(new Bound("ROWID < CHARTOROWID(:high)", to));
    }
    return bounds;
  }
}
