package dev.firn.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.job.StopSignal;
import dev.firn.validate.ValidateRequest.Repair;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.report.ValidationReport;
import dev.firn.validate.report.ValidationTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All tables again and again, range by range of their keys. */
class WatchIT extends ValidationFixture {

  private static final int ALL_SHOWN = 1000;

  private final List<TableVerdict> told = new ArrayList<>();

  private ValidationReport watch(Repair repair, long rowsPerRange) {
    ValidateRequest request =
        new ValidateRequest(
            source(), Level.ROWS, new TableScope(null, List.of()), true, ALL_SHOWN, repair);
    return new Watch(
            validation(request),
            new Watch.Tempo(Duration.ZERO, 1, rowsPerRange),
            new StopSignal("range"),
            report -> told.addAll(report.tables()))
        .run();
  }

  private void createKeys() {
    execute(
        "CREATE TABLE $S.whole (id int PRIMARY KEY, v text)",
        "INSERT INTO $S.whole SELECT g, 'v' || g FROM generate_series(-500, 499) g",
        "CREATE TABLE $S.lines (n int, id numeric(20,3), v text, PRIMARY KEY (id, n))"
            + " PARTITION BY RANGE (id)",
        "CREATE TABLE $S.lines0 PARTITION OF $S.lines FOR VALUES FROM (MINVALUE) TO (100)",
        "CREATE TABLE $S.lines1 PARTITION OF $S.lines FOR VALUES FROM (100) TO (MAXVALUE)",
        "INSERT INTO $S.lines SELECT n, g / 4.0, 'v' || g"
            + " FROM generate_series(-400, 799) g, generate_series(1, 3) n",
        "CREATE TABLE $S.named (name text PRIMARY KEY, v int)",
        "INSERT INTO $S.named SELECT 'n' || g, g FROM generate_series(1, 100) g",
        "CREATE TABLE $S.keyless (a int, b int)",
        "INSERT INTO $S.keyless SELECT g % 7, g % 3 FROM generate_series(1, 100) g",
        "CREATE TABLE $S.none (id bigint PRIMARY KEY)");
    load(2, "whole", "lines", "named", "keyless", "none");
  }

  @Test
  void rangesTogetherAreTheWholeTable() {
    createKeys();
    ValidationReport report = watch(Repair.NOTHING, 400);
    assertThat(report.tables()).hasSize(5);
    assertThat(report.tables()).allSatisfy(WatchIT::isEqual);
    assertThat(verdict(report, "whole").findings().sourceRows()).isEqualTo(1000);
    assertThat(verdict(report, "lines").findings().sourceRows()).isEqualTo(3600);
    assertThat(verdict(report, "lines").findings().lakeRows()).isEqualTo(3600);
    assertThat(told).hasSize(5);
  }

  private static void isEqual(TableVerdict table) {
    assertThat(table.verdict()).as("%s", table).isEqualTo(Verdict.EQUAL);
    assertThat(table.findings().sourceRows()).isEqualTo(table.findings().lakeRows());
  }

  /** Also before the first key, behind the last one, without one, and on the edge of a range. */
  @Test
  void whatIsWrongIsFoundInAnyRangeAndRepaired() {
    createKeys();
    excluded = List.of("lines", "named", "keyless", "none");
    plant(
        "whole",
        rows -> {
          rows.get(249)[1] = "on the edge";
          rows.remove(500);
          rows.add(new Object[] {-9999, "before all"});
          rows.add(new Object[] {9999, "behind all"});
          rows.add(new Object[] {null, "without a key"});
          rows.add(rows.get(900).clone());
        });
    TableVerdict found = verdict(watch(Repair.NOTHING, 250), "whole");
    assertThat(found.verdict()).isEqualTo(Verdict.DIFFERS);
    var counts = found.findings().differences().counts();
    assertThat(counts.changed()).isEqualTo(1);
    assertThat(counts.missing()).isEqualTo(1);
    assertThat(counts.extra()).isEqualTo(3);
    assertThat(counts.doubled()).isEqualTo(1);
    assertThat(found.findings().differences().rows()).hasSize(6);

    plant("whole", rows -> rows.removeIf(row -> row[0] == null));
    TableVerdict repaired = verdict(watch(Repair.ROWS, 250), "whole");
    assertThat(repaired.verdict()).as("%s", repaired).isEqualTo(Verdict.EQUAL);
    assertThat(repaired.findings().repaired()).isEqualTo(5);
    assertThat(verdict(watch(Repair.NOTHING, 250), "whole").verdict()).isEqualTo(Verdict.EQUAL);
  }

  @Test
  void whatWasFoundEqualLongestAgoComesFirstAndItsRowsAreKeptOnce() {
    createKeys();
    excluded = List.of("lines", "whole");
    watch(Repair.NOTHING, 1000);
    excluded = List.of("lines", "whole", "named");
    watch(Repair.NOTHING, 1000);
    excluded = List.of("lines", "whole");
    told.clear();
    watch(Repair.NOTHING, 1000);
    assertThat(told.get(0).table()).isEqualTo("named");
    assertThat(spark.table(lakeId(ValidationTable.TABLE).quoted()).count()).isEqualTo(3);
  }
}
