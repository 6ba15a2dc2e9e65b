package dev.firn.source.oracle.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.TableId;
import dev.firn.source.oracle.catalog.Extent;
import dev.firn.source.oracle.catalog.TablePart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilingTest {

  private static final TableId ORDERS = new TableId("APP", "ORDERS");
  private static final TablePart WHOLE = new TablePart("", false, 73_196);

  /** Extents as a segment may have them: in several files, with gaps, or in one large file. */
  private static List<Extent> extents(Random random, boolean bigfile) {
    List<Extent> extents = new ArrayList<>();
    int files = bigfile ? 1 : 1 + random.nextInt(4);
    for (int file = 0; file < files; file++) {
      long next = random.nextInt(1000);
      for (int i = random.nextInt(60); i >= 0; i--) {
        long blocks = 1 + random.nextInt(2000);
        if (!bigfile && next + blocks > 1 << 22) {
          break;
        }
        extents.add(new Extent("", bigfile ? 1024 : 1 + file * 300L, next, blocks));
        next += blocks + (random.nextBoolean() ? 0 : random.nextInt(bigfile ? 9_000_000 : 90_000));
      }
    }
    java.util.Collections.shuffle(extents, random);
    return extents;
  }

  /** Compares ROWIDs as the server does: by their bits. */
  private static boolean has(OracleSplit split, String rowid) {
    RowidRange range = (RowidRange) split;
    return (range.from() == null || bits(rowid).compareTo(bits(range.from())) >= 0)
        && (range.to() == null || bits(rowid).compareTo(bits(range.to())) < 0);
  }

  private static String bits(String rowid) {
    char[] bits = new char[rowid.length()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] =
          (char)
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                  .indexOf(rowid.charAt(i));
    }
    return new String(bits);
  }

  private static long splitsWith(List<OracleSplit> splits, String rowid) {
    return splits.stream().filter(split -> has(split, rowid)).count();
  }

  @RepeatedTest(100)
  void hasEveryBlockExactlyOnce(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    List<Extent> extents = extents(random, run.getCurrentRepetition() % 2 == 0);
    long all = extents.stream().mapToLong(Extent::blocks).sum();
    long blocks = 1 + all / (1 + random.nextInt(40)) + random.nextInt(5);
    List<OracleSplit> splits = Tiling.byAddress(ORDERS, WHOLE, extents, blocks);

    for (Extent extent : extents) {
      for (long block :
          new long[] {0, extent.blocks() - 1, random.nextInt((int) extent.blocks())}) {
        String rowid = RowidText.firstOf(WHOLE.storage(), extent.address() + block);
        assertThat(splitsWith(splits, rowid)).as(extent + " block " + block).isEqualTo(1);
      }
    }
    // What no extent has told of: given back since, or come later.
    for (int i = 0; i < 50; i++) {
      String rowid = RowidText.firstOf(WHOLE.storage(), random.nextLong() & 0xFFFF_FFFFL);
      assertThat(splitsWith(splits, rowid)).isEqualTo(1);
    }
    assertThat(splits).hasSize((int) Math.max(1, (all + blocks - 1) / blocks));
  }

  @Test
  void readsATableWithoutExtentsAsAWhole() {
    List<OracleSplit> splits = Tiling.byAddress(ORDERS, WHOLE, List.of(), 1024);
    assertThat(splits).hasSize(1);
    assertThat(splits.get(0).bounds()).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "73196, 4, 151, AAAR3sAAEAAAACXAAA",
    "1, 1, 0, AAAAABAABAAAAAAAAA",
    "4294967295, 1023, 4194303, D/////AP/AAP///AAA"
  })
  void writesAddressesAsTheServerDoes(long storage, long file, long block, String rowid) {
    assertThat(RowidText.firstOf(storage, new Extent("", file, block, 1).address()))
        .isEqualTo(rowid);
  }

  @Test
  void givesTheOnlyFileOfABigTablespaceAllBitsOfTheAddress() {
    assertThat(new Extent("", 1024, 5_000_000, 8).address()).isEqualTo(5_000_000);
    assertThat(RowidText.firstOf(73_196, 5_000_000)).isEqualTo("AAAR3sAABAADEtAAAA");
  }

  @Test
  void refusesAddressesThatNoTablespaceHas() {
    assertThatThrownBy(() -> new Extent("", 4, 1 << 22, 1).address())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("No extent of Oracle: ");
    assertThatThrownBy(() -> new Extent("", 1024, 0xFFFF_FFFFL, 2).address())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("No extent of Oracle: ");
  }

  @RepeatedTest(100)
  void hasEveryKeyExactlyOnce(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    BigDecimal one = new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(20));
    BigDecimal other = new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(20));
    List<OracleSplit> splits =
        Tiling.byKey(
            ORDERS,
            WHOLE,
            new Tiling.KeyEnds("ID", one.min(other), one.max(other)),
            1 + random.nextInt(12));
    for (int i = 0; i < 50; i++) {
      BigDecimal key =
          i == 0 ? one : i == 1 ? other : new BigDecimal(random.nextLong()).movePointLeft(i % 20);
      assertThat(splits.stream().map(KeyRange.class::cast).filter(range -> has(range, key)))
          .as("%s of %s", key, splits)
          .hasSize(1);
    }
  }

  private static boolean has(KeyRange range, BigDecimal key) {
    return (range.from() == null || key.compareTo(range.from()) >= 0)
        && (range.to() == null || key.compareTo(range.to()) < 0);
  }

  @Test
  void makesSlicesOfReasonableSize() {
    assertThat(Tiling.blocksPerSplit(List.of(new Extent("", 1, 0, 100)), 8)).isEqualTo(1024);
    assertThat(Tiling.blocksPerSplit(List.of(new Extent("", 1, 0, 80_000)), 8)).isEqualTo(10_000);
    assertThat(Tiling.blocksPerSplit(List.of(new Extent("", 1024, 0, 80_000_000)), 8))
        .isEqualTo(131_072);
  }

  @Test
  void bindsTheScnAndWhatEnds() {
    assertThat(SelectStatement.count(ORDERS, BigDecimal.TEN))
        .isEqualTo(
            new SelectStatement(
                "SELECT COUNT(*) FROM \"APP\".\"ORDERS\" AS OF SCN :scn", List.of(BigDecimal.TEN)));
  }

  @ParameterizedTest(name = "{0} bytes, {1} large values, {2} wanted: {3}")
  @CsvSource({
    "100, 0, 50000, 50000",
    "40000, 0, 50000, 419",
    "100, 2, 50000, 255",
    "4000000, 0, 50000, 10",
    "100, 0, 500, 500",
    "0, 0, 7, 7"
  })
  void fetchesNoMoreRowsThanTheBufferHolds(long bytes, int large, int wanted, int rows) {
    assertThat(FetchSize.rows(bytes, large, 32_768, wanted)).isEqualTo(rows);
  }
}
