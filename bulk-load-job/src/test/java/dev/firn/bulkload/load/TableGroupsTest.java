package dev.firn.bulkload.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bulkload.plan.TablePlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableGroupsTest {

  private static final long LARGE_FROM = 100_000;

  private static List<TablePlan.Load> tables(int number, long rows, long bytes) {
    List<TablePlan.Load> tables = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      tables.add(Loads.load("t" + rows + "_" + i, rows, bytes, 1));
    }
    return tables;
  }

  private static List<Integer> sizes(List<TablePlan.Load> tables, int packsAtOnce) {
    return TableGroups.of(tables, LARGE_FROM, packsAtOnce).stream().map(List::size).toList();
  }

  @Test
  void largeTablesComeFirstAndByThemselves() {
    List<TablePlan.Load> tables = new ArrayList<>(tables(3, 1_000_000, 1 << 20));
    tables.addAll(tables(40, 10, 8192));
    List<Integer> sizes = sizes(tables, 1);
    assertThat(sizes.subList(0, 3)).containsExactly(1, 1, 1);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(43);
    assertThat(sizes).hasSizeLessThan(8);
  }

  @Test
  void statisticsThatAreMissingDoNotMakeABigTableSmall() {
    assertThat(sizes(tables(2, 0, TablePlan.SMALL_BYTES), 1)).containsExactly(1, 1);
    assertThat(Loads.load("cut", 0, 1, 2).isSmall(LARGE_FROM)).isFalse();
  }

  @Test
  void everyWorkerHasSeveralPacks() {
    assertThat(sizes(tables(500, 1000, 65_536), 4)).hasSizeBetween(12, 15);
    assertThat(sizes(tables(3, 1000, 8192), 4)).containsExactly(1, 1, 1);
  }

  @Test
  void noPackIsTooBig() {
    assertThat(sizes(tables(600, 1000, 15L << 20), 1)).allMatch(size -> size <= 4);
    assertThat(sizes(tables(5000, 1, 8192), 1)).allMatch(size -> size <= 50);
  }
}
