package dev.firn.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.LakeTableId;
import dev.firn.model.SourcePosition;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.content.DifferenceKind;
import dev.firn.validate.content.DifferingRow;
import dev.firn.validate.stream.StreamProgress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RepairIT extends ValidationFixture {

  /** A stream that has come as far as the source whenever somebody waits for it. */
  private static StreamProgress streaming(Runnable onceAwaited) {
    return new StreamProgress() {
      @Override
      public boolean isStreamed(LakeTableId table) {
        return true;
      }

      @Override
      public boolean await(LakeTableId table, SourcePosition position) {
        onceAwaited.run();
        return true;
      }
    };
  }

  @Test
  void aTableOfEveryTypeIsRepairedToTheCellInEitherFormat() {
    for (int version : List.of(2, 3)) {
      execute("DROP SCHEMA $S CASCADE", "CREATE SCHEMA $S");
      name = "checked_v" + version;
      execute("CREATE SCHEMA $S");
      execute(EveryType.statements().toArray(String[]::new));
      load(version, "kinds");
      rewrite("kinds", "id % 3 = 0");
      plant(
          "kinds",
          rows -> {
            for (int i = 0; i < EveryType.columns(); i++) {
              rows.get(i)[i + 1] = rows.get(i + 1)[i + 1];
            }
            rows.add(rows.get(3).clone());
            rows.add(rows.get(3).clone());
            rows.remove(5);
            rows.get(6)[0] = 7007;
          });

      TableVerdict planned = verdict(repair(ValidateRequest.Repair.PLAN), "kinds");
      assertThat(planned.verdict()).isEqualTo(Verdict.DIFFERS);
      assertThat(planned.remarks()).anyMatch(note -> note.startsWith("would repair "));

      TableVerdict repaired = verdict(repair(ValidateRequest.Repair.ROWS), "kinds");
      assertThat(repaired.verdict()).as("%s", repaired).isEqualTo(Verdict.EQUAL);
      assertThat(repaired.findings().repaired()).isGreaterThanOrEqualTo(EveryType.columns());
      TableVerdict again = verdict(repair(ValidateRequest.Repair.ROWS), "kinds");
      assertThat(again.verdict()).isEqualTo(Verdict.EQUAL);
      assertThat(again.findings().repaired()).isZero();
      assertThat(again.findings().sourceRows()).isEqualTo(again.findings().lakeRows());
    }
  }

  @Test
  void keysOfAnyTypeNameTheRowsThatAreReadAgain() {
    execute(
        """
        CREATE TABLE $S.odd (a text, "At" timestamp, n numeric(10,2), u uuid, b bytea, d date,
          z timestamptz, v int, PRIMARY KEY (a, "At", n, u, b, d, z)) PARTITION BY HASH (a)
        """,
        "CREATE TABLE $S.odd0 PARTITION OF $S.odd FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
        "CREATE TABLE $S.odd1 PARTITION OF $S.odd FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
        """
        INSERT INTO $S.odd
        SELECT 'it''s \\ "' || chr(10) || g, timestamp '0044-03-15 BC' + g * interval '1001 day 1 us',
          g / 4.0, ('00000000-0000-0000-0000-' || lpad(g::text, 12, '0'))::uuid,
          ('\\x00ff' || lpad(to_hex(g), 2, '0'))::bytea, date '1581-10-04' + g,
          timestamptz '1883-11-18 12:00:00.000001+00' + g * interval '7 hours', g
          FROM generate_series(0, 99) g
        """);
    load(2, "odd");
    plant(
        "odd",
        rows -> {
          rows.get(10)[7] = -1;
          rows.get(11)[7] = null;
          rows.remove(50);
          rows.add(rows.get(20).clone());
        });
    TableVerdict repaired = verdict(repair(ValidateRequest.Repair.ROWS), "odd");
    assertThat(repaired.verdict()).as("%s", repaired).isEqualTo(Verdict.EQUAL);
    assertThat(repaired.findings().repaired()).isEqualTo(4);
    assertThat(verdict(validate(Level.ROWS, 9), "odd").verdict()).isEqualTo(Verdict.EQUAL);
  }

  @Test
  void whatTheStreamIsAboutToBringIsNoDifferenceAndWhatItHasLostIsOne() {
    execute(
        "CREATE TABLE $S.busy (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.busy SELECT g, 0 FROM generate_series(0, 99) g");
    load(2, "busy");
    execute(
        "UPDATE $S.busy SET v = 1 WHERE id IN (1, 2, 3)",
        "DELETE FROM $S.busy WHERE id = 4",
        "INSERT INTO $S.busy VALUES (100, 0), (101, 0)");
    stream =
        streaming(
            () -> {
              String rows = lakeId("busy").quoted();
              spark.sql("UPDATE " + rows + " SET v = 1 WHERE id IN (1, 2)");
              spark.sql("DELETE FROM " + rows + " WHERE id IN (4, 100)");
              spark.sql("INSERT INTO " + rows + " VALUES (100, 0)");
              execute("UPDATE $S.busy SET v = v + 1 WHERE id = 2");
            });

    TableVerdict verdict = verdict(validate(Level.ROWS, 9), "busy");
    assertThat(verdict.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(verdict.findings().differences().rows())
        .extracting(RepairIT::id, DifferingRow::kind)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(3, DifferenceKind.CHANGED),
            org.assertj.core.groups.Tuple.tuple(101, DifferenceKind.MISSING));
    for (Level level : List.of(Level.COUNT, Level.CHECKSUM)) {
      TableVerdict counted = verdict(validate(level, 9), "busy");
      assertThat(counted.verdict()).as("%s", level).isEqualTo(Verdict.DIFFERS);
    }
    TableVerdict repaired = verdict(repair(ValidateRequest.Repair.ROWS), "busy");
    assertThat(repaired.verdict()).as("%s", repaired).isEqualTo(Verdict.EQUAL);
    assertThat(repaired.findings().repaired()).isEqualTo(2);
  }

  @Test
  void aRowThatIsChangedAtEachLookIsNoDifference() {
    execute(
        "CREATE TABLE $S.hot (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.hot SELECT g, 0 FROM generate_series(0, 9) g");
    load(2, "hot");
    execute("UPDATE $S.hot SET v = 1 WHERE id = 7");
    stream = streaming(() -> execute("UPDATE $S.hot SET v = v + 1 WHERE id = 7"));

    TableVerdict verdict = verdict(validate(Level.ROWS, 9), "hot");
    assertThat(verdict.verdict()).as("%s", verdict).isEqualTo(Verdict.EQUAL);
    assertThat(verdict.remarks()).contains("1 row was changed each time they were looked at");
  }

  private static int id(DifferingRow row) {
    return (Integer) Objects.requireNonNull(row.key().get(0).value());
  }
}
