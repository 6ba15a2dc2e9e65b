package dev.firn.source.oracle.read;

import dev.firn.model.TableId;
import dev.firn.source.oracle.catalog.Extent;
import dev.firn.source.oracle.catalog.TablePart;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts tables into slices that have every row exactly once, whatever is stored where by the time
 * they are read: each slice begins where the one before it ends, and the outer ones are open.
 */
public final class Tiling {

  /** 8 MiB of table with blocks of the usual size: below that a task costs more than it saves. */
  private static final long MIN_BLOCKS = 1024;

  /** 1 GiB: beyond that a task that fails costs too much. */
  private static final long MAX_BLOCKS = 131_072;

  private Tiling() {}

  /** How many blocks a slice of a table has. */
  public static long blocksPerSplit(List<Extent> extents, int wanted) {
    long blocks = extents.stream().mapToLong(Extent::blocks).sum();
    return Math.max(MIN_BLOCKS, Math.min(MAX_BLOCKS, (blocks + wanted - 1) / wanted));
  }

  /**
   * @param extents of the part
   * @param blocks of each slice but the last
   * @throws IllegalArgumentException if an extent has no address
   */
  public static List<OracleSplit> byAddress(
      TableId table, TablePart part, List<Extent> extents, long blocks) {
    List<Extent> ordered =
        extents.stream().sorted(Comparator.comparingLong(Extent::address)).toList();
    List<String> cuts = new ArrayList<>();
    long filled = 0;
    for (Extent extent : ordered) {
      long begun = 0;
      while (filled + (extent.blocks() - begun) > blocks) {
        begun += blocks - filled;
        filled = 0;
        cuts.add(RowidText.firstOf(part.storage(), extent.address() + begun));
      }
      filled += extent.blocks() - begun;
    }
    List<OracleSplit> splits = new ArrayList<>();
    String from = null;
    for (String cut : cuts) {
      splits.add(new RowidRange(table, part, from, cut));
      from = cut;
    }
    splits.add(new RowidRange(table, part, from, null));
    return splits;
  }

  /**
   * Between which values the first column of a key lies.
   *
   * @param column whose values are numbers
   * @param least about
   * @param greatest about
   */
  public record KeyEnds(String column, BigDecimal least, BigDecimal greatest) {}

  /**
   * @param whole all of the table
   */
  public static List<OracleSplit> byKey(TableId table, TablePart whole, KeyEnds ends, int wanted) {
    BigInteger first = ends.least().toBigInteger();
    BigInteger width = ends.greatest().toBigInteger().subtract(first);
    List<OracleSplit> splits = new ArrayList<>();
    BigDecimal from = null;
    for (int i = 1; i < wanted; i++) {
      BigDecimal cut =
          new BigDecimal(
              first.add(width.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(wanted))));
      if (from == null ? cut.compareTo(ends.least()) > 0 : cut.compareTo(from) > 0) {
        splits.add(new KeyRange(table, whole, ends.column(), from, cut));
        from = cut;
      }
    }
    splits.add(new KeyRange(table, whole, ends.column(), from, null));
    return splits;
  }

  /** The address of the first row of an extent, as the server should write it. */
  public static String address(TablePart part, Extent extent) {
    return RowidText.firstOf(part.storage(), extent.address());
  }

  public static OracleSplit whole(TableId table, TablePart part) {
    return new WholePart(table, part);
  }
}
