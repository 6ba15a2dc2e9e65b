package dev.firn.source.oracle.read;

import dev.firn.model.TableId;
import dev.firn.source.oracle.catalog.TablePart;
import dev.firn.source.oracle.connect.SqlName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows between two values of the first column of the key. The first and the last slice are
 * open.
 *
 * @param column is never NULL
 * @param from inclusive, or null
 * @param to exclusive, or null
 */
record KeyRange(
    TableId relation,
    TablePart part,
    String column,
    @Nullable BigDecimal from,
    @Nullable BigDecimal to)
    implements OracleSplit {

  @Override
  public boolean isOfKnownSize() {
    return false;
  }

  @Override
  public List<Bound> bounds() {
    List<Bound> bounds = new ArrayList<>();
    if (from != null) {
      bounds.add(new Bound(SqlName.quoted(column) + " >= :low", from));
    }
    if (to != null) {
      bounds.add(new Bound(SqlName.quoted(column) + " < :high", to));
    }
    return bounds;
  }
}
