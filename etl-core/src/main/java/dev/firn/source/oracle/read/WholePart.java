package dev.firn.source.oracle.read;

import dev.firn.model.TableId;
import dev.firn.source.oracle.catalog.TablePart;
import java.util.List;

/** All rows of a part: a view, a table in a cluster, or whatever cannot be cut. */
record WholePart(TableId relation, TablePart part) implements OracleSplit {

  @Override
  public boolean isOfKnownSize() {
    return false;
  }

  @Override
  public List<Bound> bounds() {
    return List.of();
  }
}
