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

  private void createAccounts(String table) {
    String[] statements = {
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
      "UPDATE $S.t SET name = '', body = '' WHERE id = 2"
    };
    for (String sql : statements) {
      execute(sql.replace("$S.t", "$S." + table));
    }
    load(2, table);
  }

  @Test
  void everyDifferenceIsNamedByKeyAndColumnWithWhatBothSidesHave() {
    createAccounts("t");
    execute(
        "CREATE TABLE $S.log (at int, what varchar(20))",
        "INSERT INTO $S.log SELECT g % 10, 'x' FROM generate_series(1, 50) g");
    load(2, "log");
    for (Level level : Level.values()) {
      ValidationReport equal = validate(level, ALL);
      assertThat(equal.exitCode()).as("%s %s", level, equal).isEqualTo(ExitCode.OK);
      assertThat(verdict(equal, "t").findings().sourceRows()).isEqualTo(1000);
    }
    plant("log", rows -> rows.add(rows.get(0).clone()));
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
    assertThat(verdict(report, "log").findings().differences().counts())
        .isEqualTo(new Differences.Counts(0, 0, 0, 1));
  }

  @Test
  void aTableWhoseInstantIsGoneIsComparedAtAnotherOneAndABrokenSliceIsReadOnceMore() {
    createAccounts("t");
    createAccounts("u");
    oracle.faults().fail(Faults.Step.ROW, "\"t\"", 700, 1, 1555);
    oracle.faults().fail(Faults.Step.ROW, "\"u\"", 700, 1, 3113);
    ValidationReport report = validate(Level.CHECKSUM, ALL);
    assertThat(oracle.faults().left()).isZero();
    assertThat(report.exitCode()).as("%s", report).isEqualTo(ExitCode.OK);
    assertThat(verdict(report, "t").findings().sourceRows()).isEqualTo(1000);
    assertThat(verdict(report, "u").findings().sourceRows()).isEqualTo(1000);
    assertThat(isAtAnotherInstant(report, "t")).isTrue();
    assertThat(isAtAnotherInstant(report, "u")).isFalse();
  }

  private static boolean isAtAnotherInstant(ValidationReport report, String table) {
    return verdict(report, table).findings().notes().stream()
        .anyMatch(note -> note.startsWith("compared at SCN 88"));
  }

  @Test
  void aTableThatCannotBeReadAtAnyInstantIsNotCompared() {
    createAccounts("t");
    oracle.faults().fail(Faults.Step.ROW, "\"t\"", 10, 1000, 1555);
    ValidationReport report = validate(Level.COUNT, ALL);
    assertThat(verdict(report, "t").verdict()).isEqualTo(Verdict.EQUAL);
    oracle.faults().clear();
    oracle.faults().fail(Faults.Step.ROW, "WHERE ROWID", 10, 1000, 1555);
    TableVerdict verdict = verdict(validate(Level.CHECKSUM, ALL), "t");
    assertThat(verdict.verdict()).isEqualTo(Verdict.NOT_CHECKED);
    assertThat(verdict.findings().unchecked().toString()).contains("ORA-01555: snapshot too old");
  }

  /**
   * Of the instant at which the others are compared, slices would not have all rows of one table,
   * and values of a column of the other would be taken for those of another.
   */
  @Test
  void tablesThatAreAlteredAfterTheInstantAreComparedAtAnotherOne() {
    execute(
        "CREATE TABLE $S.p (id int PRIMARY KEY, name varchar(9)) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.p1 PARTITION OF $S.p FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE $S.p2 PARTITION OF $S.p FOR VALUES FROM (100) TO (200)",
        "INSERT INTO $S.p SELECT g, 'x' FROM generate_series(0, 199) g",
        "CREATE TABLE $S.x (id int PRIMARY KEY, a varchar(9), b varchar(9))",
        "INSERT INTO $S.x SELECT g, 'a', 'b' FROM generate_series(1, 9) g");
    load(2, "p", "x");
    plant("p", rows -> rows.subList(100, 200).clear());
    oracle
        .faults()
        .meanwhile(Faults.Step.QUERY, "FROM ALL_TAB_COLS", 2, () -> execute("DROP TABLE $S.p2"));
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
    ValidationReport report = validate(Level.ROWS, ALL);
    assertThat(oracle.faults().left()).isZero();
    assertThat(isAtAnotherInstant(report, "p")).as("%s", report).isTrue();
    assertThat(isAtAnotherInstant(report, "x")).as("%s", report).isTrue();
    assertThat(verdict(report, "p").verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(verdict(report, "x").findings().differences().counts().total()).isZero();
  }
}
