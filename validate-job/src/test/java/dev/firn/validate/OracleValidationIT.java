package dev.firn.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.DatabaseConnection;
import dev.firn.config.binding.Secret;
import dev.firn.error.ExitCode;
import dev.firn.localstack.oracle.Faults;
import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.model.DatabaseType;
import dev.firn.model.UnknownTypes;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.content.Differences;
import dev.firn.validate.content.DifferingRow;
import dev.firn.validate.report.ReportForm;
import dev.firn.validate.report.ValidationReport;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparisons with an Oracle server that is made of PostgreSQL. */
class OracleValidationIT extends ValidationFixture {

  private static final int ALL = 1000;

  private static OracleStandIn oracle;

  @BeforeAll
  static void speakAsOracle() {
    oracle = OracleStandIn.on(postgres);
  }

  @AfterAll
  static void speakAsPostgres() {
    oracle.close();
  }

  @AfterEach
  void forgetFaults() {
    oracle.faults().clear();
  }

  @Override
  DatabaseType type() {
    return DatabaseType.ORACLE;
  }

  @Override
  UnknownTypes unknownTypes() {
    return UnknownTypes.SKIP_COLUMN;
  }

  @Override
  DatabaseConnection connection() {
    return new DatabaseConnection(
        "db.example.com",
        1521,
        oracle.service(),
        postgres.username(),
        Secret.of(postgres.password()),
        name);
  }

  private void createAccounts() {
    execute(
        """
        CREATE TABLE $S.t (id int PRIMARY KEY, name varchar(300), code char(4), free numeric,
          big numeric(38,10), body text, raw oracle.raw, day timestamp(0), at timestamp)
        """,
        """
        INSERT INTO $S.t SELECT g, 'name ' || g || repeat('x', 200), 'c' || g, g + 0.5,
          12345678901234567890.0000000001 + g, 'body ' || g, '\\x0102',
          timestamp '2024-02-29 23:59:59', timestamp '2024-02-29 23:59:59.123456'
          FROM generate_series(0, 999) g
        """,
        "UPDATE $S.t SET name = '', body = '' WHERE id = 2");
    load(2, "t");
  }

  @Test
  void everyDifferenceIsNamedByKeyAndColumnWithWhatBothSidesHave() {
    createAccounts();
    for (Level level : Level.values()) {
      TableVerdict equal = verdict(validate(level, ALL), "t");
      assertThat(equal.verdict()).as("%s %s", level, equal).isEqualTo(Verdict.EQUAL);
      assertThat(equal.findings().sourceRows()).isEqualTo(1000);
    }
    plant(
        "t",
        rows -> {
          rows.get(1)[1] = "other";
          rows.get(2)[1] = "";
          rows.get(3)[2] = "c3";
          rows.get(4)[5] = "body 4 ";
          rows.get(5)[4] = ((BigDecimal) rows.get(5)[4]).add(new BigDecimal("0.0000000001"));
          rows.get(6)[3] = "6.50";
          rows.get(7)[5] = null;
          rows.add(rows.get(20).clone());
          rows.get(rows.size() - 1)[0] = new BigDecimal(1000);
          rows.remove(30);
        });
    assertThat(verdict(validate(Level.CHECKSUM, ALL), "t").findings().columns())
        .contains("name", "code", "body", "big", "free");
    ValidationReport report = validate(Level.ROWS, ALL);
    assertThat(report.exitCode()).isEqualTo(ExitCode.MISMATCH);
    Map<String, String> found = new TreeMap<>();
    verdict(report, "t")
        .findings()
        .differences()
        .rows()
        .forEach(
            row ->
                found.put(
                    String.valueOf(row.key().get(0).value()),
                    row.kind()
                        + row.columns().stream()
                            .map(DifferingRow.Pair::column)
                            .collect(Collectors.joining(" ", " ", ""))));
    assertThat(found)
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "1", "changed name",
                    "2", "changed name",
                    "3", "changed code",
                    "4", "changed body",
                    "5", "changed big",
                    "6", "changed free",
                    "7", "changed body",
                    "1000", "extra ",
                    "30", "missing ")));
    assertThat(ReportForm.TABLE.of(report))
        .contains("12345678901234567895.0000000001")
        .contains("12345678901234567895.0000000002");
  }

  @Test
  void aRowThatIsDoubledInATableWithoutAKeyIsFound() {
    execute(
        "CREATE TABLE $S.log (at int, what varchar(20))",
        "INSERT INTO $S.log SELECT g % 10, 'x' FROM generate_series(1, 50) g");
    load(2, "log");
    assertThat(verdict(validate(Level.ROWS, ALL), "log").verdict()).isEqualTo(Verdict.EQUAL);
    plant("log", rows -> rows.add(rows.get(0).clone()));
    assertThat(verdict(validate(Level.COUNT, ALL), "log").verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(verdict(validate(Level.ROWS, ALL), "log").findings().differences().counts())
        .isEqualTo(new Differences.Counts(0, 0, 0, 1));
  }

  @ParameterizedTest(name = "ORA-{0}: {1}")
  @CsvSource({"1555, true", "3113, false"})
  void aTableWhoseInstantIsGoneIsComparedAtAnotherOneAndABrokenSliceIsReadOnceMore(
      int code, boolean isAnother) {
    createAccounts();
    oracle.faults().fail(Faults.Step.ROW, "\"t\"", 700, 1, code);
    TableVerdict verdict = verdict(validate(Level.CHECKSUM, ALL), "t");
    assertThat(oracle.faults().left()).isZero();
    assertThat(verdict.verdict()).as("%s", verdict).isEqualTo(Verdict.EQUAL);
    assertThat(verdict.findings().sourceRows()).isEqualTo(1000);
    assertThat(verdict.findings().notes().stream().anyMatch(note -> note.contains("at SCN 88")))
        .isEqualTo(isAnother);
  }

  @Test
  void aTableThatCannotBeReadAtAnyInstantIsNotCompared() {
    createAccounts();
    oracle.faults().fail(Faults.Step.ROW, "\"t\"", 10, 1000, 1555);
    ValidationReport report = validate(Level.COUNT, ALL);
    assertThat(verdict(report, "t").verdict()).isEqualTo(Verdict.EQUAL);
    oracle.faults().clear();
    oracle.faults().fail(Faults.Step.ROW, "WHERE ROWID", 10, 1000, 1555);
    TableVerdict verdict = verdict(validate(Level.CHECKSUM, ALL), "t");
    assertThat(verdict.verdict()).isEqualTo(Verdict.NOT_CHECKED);
    assertThat(verdict.findings().unchecked().toString()).contains("ORA-01555: snapshot too old");
  }

  /** Of the instant at which the others are compared, its slices would not have all rows. */
  @Test
  void aTableThatLosesAPartitionAfterTheInstantIsComparedAtAnotherOne() {
    execute(
        "CREATE TABLE $S.p (id int PRIMARY KEY, name varchar(9)) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.p1 PARTITION OF $S.p FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE $S.p2 PARTITION OF $S.p FOR VALUES FROM (100) TO (200)",
        "INSERT INTO $S.p SELECT g, 'x' FROM generate_series(0, 199) g");
    load(2, "p");
    plant("p", rows -> rows.subList(100, 200).clear());
    oracle
        .faults()
        .meanwhile(Faults.Step.QUERY, "FROM ALL_TAB_COLS", 2, () -> execute("DROP TABLE $S.p2"));
    TableVerdict verdict = verdict(validate(Level.ROWS, ALL), "p");
    assertThat(oracle.faults().left()).isZero();
    assertThat(verdict.verdict()).as("%s", verdict).isEqualTo(Verdict.EQUAL);
    assertThat(verdict.findings().notes()).anyMatch(note -> note.contains("compared at SCN 88"));
  }

  /** Whose values would be taken for those of the other. */
  @Test
  void columnsThatExchangeTheirNamesAfterTheInstantAreComparedAtAnotherOne() {
    execute(
        "CREATE TABLE $S.x (id int PRIMARY KEY, a varchar(9), b varchar(9))",
        "INSERT INTO $S.x SELECT g, 'a', 'b' FROM generate_series(1, 9) g");
    load(2, "x");
    oracle
        .faults()
        .meanwhile(
            Faults.Step.QUERY,
            "\"x\"",
            1,
            () ->
                execute(
                    "ALTER TABLE $S.x RENAME a TO c",
                    "ALTER TABLE $S.x RENAME b TO a",
                    "ALTER TABLE $S.x RENAME c TO b",
                    "UPDATE $S.x SET a = b, b = a"));
    TableVerdict verdict = verdict(validate(Level.ROWS, ALL), "x");
    assertThat(oracle.faults().left()).isZero();
    assertThat(verdict.findings().notes()).anyMatch(note -> note.contains("compared at SCN 88"));
    assertThat(verdict.findings().differences().counts().total()).isZero();
  }
}
