package dev.firn.validate.content;

import dev.firn.error.UnavailableException;
import dev.firn.model.ReadSplit;
import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.DigestedRows;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A first look at both sides for which the source sends no rows: its database hashes them itself,
 * and the same hashes are made of the lake's rows. Only where they do not come to the same, rows
 * are compared.
 */
public final class QuickLook {

  private static final Logger LOG = LoggerFactory.getLogger(QuickLook.class);

  private static final int MAX_BUCKETS = 1 << 16;

  /** Of so many parts of all rows one may be looked for; otherwise all are read again. */
  private static final int PARTS = 4;

  private final RowShape shape;
  private final DigestedRows source;
  private final RowScan lake;
  private final Function<List<ReadSplit>, RowScan> reader;

  /**
   * @param lake in the columns of the rows that are digested
   * @param reader of slices of the source
   */
  public QuickLook(
      RowShape shape,
      DigestedRows source,
      RowScan lake,
      Function<List<ReadSplit>, RowScan> reader) {
    this.shape = shape;
    this.source = source;
    this.lake = lake;
    this.reader = reader;
  }

  /**
   * Compares both sides as {@link ContentComparison#compare} does.
   *
   * @param splits the slices of which all of the source's rows are
   */
  public ContentResult compare(List<ReadSplit> splits, long expectedRows, int maxShown) {
    int buckets = ContentComparison.buckets(expectedRows, MAX_BUCKETS);
    DigestSums there = new DigestSums(buckets);
    DigestSums here = new DigestSums(buckets);
    try {
      BothSides.read(
          () -> there.plus(source.sums(buckets)),
          () -> lake.addUp(source.digest(), buckets, here::plus));
    } catch (UnavailableException e) {
      LOG.warn("Rows are read, because their database does not hash them: {}", e.getMessage());
      return whole(splits).compare(expectedRows, maxShown);
    }
    BitSet differing = there.differing(here);
    if (differing.isEmpty()) {
      return ContentResult.equal(there.rows());
    }
    long suspects = Math.max(there.rowsIn(differing), here.rowsIn(differing));
    if (suspects > Math.max(there.rows(), here.rows()) / PARTS) {
      return whole(splits).compare(expectedRows, maxShown);
    }
    return new ContentComparison(
            shape,
            reader.apply(source.within(buckets, differing)),
            lake.within(source.digest(), buckets, differing))
        .compare(suspects, maxShown)
        .of(there.rows(), here.rows());
  }

  private ContentComparison whole(List<ReadSplit> splits) {
    return new ContentComparison(shape, reader.apply(splits), lake);
  }
}
