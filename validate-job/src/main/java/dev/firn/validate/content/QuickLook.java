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

  /** So few that what is added up in them stays in the caches of a processor. */
  private static final int FEW_BUCKETS = 1 << 12;

  /** For tables of which so much has changed that one row of most of the few buckets did. */
  private static final int MANY_BUCKETS = 1 << 18;

  /** Reading one of so many parts of all rows costs less than another look does. */
  private static final int FEW_PARTS = 64;

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
    Seen seen;
    Suspects suspects;
    try {
      int most = ContentComparison.buckets(expectedRows, MANY_BUCKETS);
      seen = look(source, Math.min(most, FEW_BUCKETS));
      suspects = seen.suspects();
      if (suspects.rows() > seen.rows() / FEW_PARTS && suspects.buckets() < most) {
        suspects = closer(suspects, most);
      }
    } catch (UnavailableException e) {
      LOG.warn("Rows are read, because their database does not hash them: {}", e.getMessage());
      return whole(splits).compare(expectedRows, maxShown);
    }
    if (suspects.wanted().isEmpty()) {
      return ContentResult.equal(seen.there().rows());
    }
    if (suspects.rows() > seen.rows() / PARTS) {
      return whole(splits).compare(expectedRows, maxShown);
    }
    return new ContentComparison(
            shape,
            reader.apply(source.within(suspects.buckets(), suspects.wanted())),
            lake.within(source.digest(), suspects.buckets(), suspects.wanted()))
        .compare(suspects.rows(), maxShown)
        .of(seen.there().rows(), seen.here().rows());
  }

  /** What both sides come to. */
  private record Seen(DigestSums there, DigestSums here) {

    /** Of the side that has more. */
    long rows() {
      return Math.max(there.rows(), here.rows());
    }

    Suspects suspects() {
      return suspects(there.differing(here));
    }

    Suspects suspects(BitSet differing) {
      return new Suspects(
          there.buckets(), differing, Math.max(there.rowsIn(differing), here.rowsIn(differing)));
    }
  }

  /**
   * Buckets in which both sides are not the same.
   *
   * @param rows in them, on the side that has more
   */
  private record Suspects(int buckets, BitSet wanted, long rows) {}

  private Seen look(DigestedRows asked, int buckets) {
    Seen seen = new Seen(new DigestSums(buckets), new DigestSums(buckets));
    BothSides.read(
        () -> seen.there().plus(asked.sums(buckets)),
        () -> lake.addUp(source.digest(), buckets, seen.here()::plus));
    return seen;
  }

  /** The source hashes suspected rows only; of the lake's, those of the other buckets are left. */
  private Suspects closer(Suspects before, int buckets) {
    Seen seen = look(source.only(before.buckets(), before.wanted()), buckets);
    BitSet differing = seen.there().differing(seen.here());
    // A bucket has the lowest bits of the one that it is a part of.
    for (int i = differing.nextSetBit(0); i >= 0; i = differing.nextSetBit(i + 1)) {
      if (!before.wanted().get(DigestSums.bucket(i, before.buckets()))) {
        differing.clear(i);
      }
    }
    return seen.suspects(differing);
  }

  private ContentComparison whole(List<ReadSplit> splits) {
    return new ContentComparison(shape, reader.apply(splits), lake);
  }
}
