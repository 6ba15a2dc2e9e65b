package dev.firn.source.oracle.read;

import dev.firn.model.ReadSplit;
import dev.firn.source.oracle.catalog.TablePart;
import java.util.List;

/** A slice of a table, or of a part of one. */
public sealed interface OracleSplit extends ReadSplit permits RowidRange, KeyRange, WholePart {

  /** What of the table is read. */
  TablePart part();

  /** What is true of its rows, each with one parameter; none if all of the part are its rows. */
  List<Bound> bounds();

  /**
   * One side of a range.
   *
   * @param condition with a place for its value
   */
  record Bound(String condition, Object value) {}
}
