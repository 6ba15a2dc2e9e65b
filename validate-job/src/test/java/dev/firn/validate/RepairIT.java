package dev.firn.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.lake.LakeTable;
import dev.firn.model.SourcePosition;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.content.DifferenceKind;
import dev.firn.validate.content.DifferingRow;
import dev.firn.validate.stream.StreamProgress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;

class RepairIT extends ValidationFixture {

  /** A stream that has come as far as the source whenever somebody waits for it. */
  private static StreamProgress streaming(Runnable onceAwaited) {
    return new StreamProgress() {
      @Override
      public State of(LakeTable table) {
        return State.RUNNING;
      }

      @Override
      public boolean await(LakeTable table, SourcePosition position) {
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
      assertThat(repaired.findings().lakeRows()).isEqualTo(repaired.findings().sourceRows());
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
    AtomicInteger batches = new AtomicInteger();
    stream =
        streaming(
            () -> {
              String rows = lakeId("busy").quoted();
              int batch = batches.getAndIncrement();
              if (batch > 0) {
                if (batch == 1) {
                  spark.sql("UPDATE " + rows + " SET v = 2 WHERE id = 2");
                }
                return;
              }
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
  void whereDeletedRowsStayARowThatIsGoneIsMarkedAndWhatWasMarkedStays() {
    execute(
        "CREATE TABLE $S.kept (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.kept SELECT g, 0 FROM generate_series(0, 5) g");
    load(2, "kept");
    lake.open(lakeId("kept"))
        .alter()
        .addColumns(
            new StructField[] {
              DataTypes.createStructField(LakeTable.DELETED, DataTypes.BooleanType, true),
              DataTypes.createStructField("only_here", DataTypes.StringType, true)
            },
            Map.of());
    String rows = lakeId("kept").quoted();
    spark.sql("UPDATE " + rows + " SET _cdc_deleted = id = 2, only_here = 'h' || id");
    execute("DELETE FROM $S.kept WHERE id IN (2, 3)", "UPDATE $S.kept SET v = 1 WHERE id = 4");
    TableVerdict repaired = verdict(repair(ValidateRequest.Repair.ROWS), "kept");
    assertThat(repaired.verdict()).as("%s", repaired).isEqualTo(Verdict.EQUAL);
    assertThat(
            spark
                .sql("SELECT id, v, _cdc_deleted, only_here FROM " + rows + " ORDER BY id")
                .collectAsList())
        .extracting(row -> row.mkString(" "))
        .containsExactly(
            "0 0 false h0",
            "1 0 false h1",
            "2 0 true h2",
            "3 0 true h3",
            "4 1 false h4",
            "5 0 false h5");
  }

  @Test
  void nothingIsRepairedThatTheStreamMayStillBringOrThatIsOfAnotherTable() {
    execute(
        "CREATE TABLE $S.late (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.late SELECT g, 0 FROM generate_series(0, 5) g");
    load(2, "late");
    execute("UPDATE $S.late SET v = 1 WHERE id = 4");
    stream =
        new StreamProgress() {
          @Override
          public State of(LakeTable table) {
            return State.UNKNOWN;
          }

          @Override
          public boolean await(LakeTable table, SourcePosition position) {
            return false;
          }
        };
    TableVerdict late = verdict(repair(ValidateRequest.Repair.ROWS), "late");
    assertThat(late.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(late.findings().repaired()).isZero();
    assertThat(late.remarks())
        .contains(
            "not repaired, because changes may be on their way; let firn cdc run and come as far as"
                + " the source");

    stream = StreamProgress.NONE;
    execute(
        "DROP TABLE $S.late",
        "CREATE TABLE $S.late (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.late VALUES (1, 7)");
    TableVerdict other = verdict(repair(ValidateRequest.Repair.ROWS), "late");
    assertThat(other.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(other.findings().repaired()).isZero();
    assertThat(other.remarks()).anyMatch(note -> note.contains("it is another table"));
  }

  @Test
  void aRowThatIsChangedAtEachLookIsNoDifferenceAndNotEqualEither() {
    execute(
        "CREATE TABLE $S.hot (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.hot SELECT g, 0 FROM generate_series(0, 9) g");
    load(2, "hot");
    execute("UPDATE $S.hot SET v = 1 WHERE id = 7");
    stream = streaming(() -> execute("UPDATE $S.hot SET v = v + 1 WHERE id = 7"));

    TableVerdict verdict = verdict(validate(Level.ROWS, 9), "hot");
    assertThat(verdict.verdict()).as("%s", verdict).isEqualTo(Verdict.NOT_CHECKED);
    assertThat(verdict.remarks()).contains("1 keys were changed each time they were looked at");
    assertThat(verdict.findings().differences().rows()).isEmpty();
  }

  private static int id(DifferingRow row) {
    return (Integer) Objects.requireNonNull(row.key().get(0).value());
  }
}
