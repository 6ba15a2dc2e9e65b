package dev.firn.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.ErrorCode;
import dev.firn.error.ExitCode;
import dev.firn.error.FirnException;
import dev.firn.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LakeSessionTest {

  private static final SparkSession SPARK = LocalSpark.session();

  private final LakeSession session = new LakeSession(SPARK, false);

  @BeforeAll
  static void createTable() {
    SPARK.sql("CREATE NAMESPACE IF NOT EXISTS local.queried");
    SPARK.sql("CREATE TABLE IF NOT EXISTS local.queried.t (id BIGINT, name STRING) USING iceberg");
    SPARK.sql("INSERT INTO local.queried.t VALUES (1, 'one'), (2, NULL)");
  }

  private List<Row> rows(LakeSession asked, String sql) {
    List<Row> rows = new ArrayList<>();
    asked.run(new Statement(sql), found -> rows.addAll(found.collectAsList()));
    return rows;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM local.queried.t",
        "(SELECT id FROM local.queried.t) UNION ALL SELECT 3",
        "WITH x AS (SELECT id FROM local.queried.t) SELECT * FROM x",
        "FROM local.queried.t SELECT id",
        "VALUES (1), (2)",
        "TABLE local.queried.t",
        "SELECT * FROM local.queried.t.snapshots",
        "SHOW TABLES IN local.queried",
        "DESCRIBE TABLE EXTENDED local.queried.t",
        "SHOW CREATE TABLE local.queried.t",
        "EXPLAIN DELETE FROM local.queried.t",
        "SET spark.sql.shuffle.partitions",
        "-- a remark\nSELECT 1"
      })
  void reads(String sql) {
    assertThat(rows(session, sql)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO local.queried.t VALUES (3, 'three')",
        "WITH x AS (SELECT 3 AS id, 'three' AS name) INSERT INTO local.queried.t SELECT * FROM x",
        "FROM local.queried.t INSERT INTO local.queried.t SELECT id, name",
        "FROM local.queried.t INSERT INTO local.queried.t SELECT id, name"
            + " INSERT INTO local.queried.t SELECT id, name",
        "DELETE FROM local.queried.t",
        "UPDATE local.queried.t SET name = 'x'",
        "MERGE INTO local.queried.t AS a USING (SELECT 1 AS id) AS b ON a.id = b.id"
            + " WHEN MATCHED THEN DELETE",
        "TRUNCATE TABLE local.queried.t",
        "DROP TABLE local.queried.t",
        "ALTER TABLE local.queried.t ADD COLUMN more INT",
        "ALTER TABLE local.queried.t ADD PARTITION FIELD id",
        "ALTER TABLE local.queried.t CREATE BRANCH b",
        "ALTER TABLE local.queried.t WRITE ORDERED BY id",
        "CREATE TABLE local.queried.u AS SELECT 1 AS id",
        "CREATE NAMESPACE local.other",
        "CALL local.system.rewrite_manifests('queried.t')",
        "EXECUTE IMMEDIATE 'DROP TABLE local.queried.t'",
        "/* SELECT */ DROP TABLE local.queried.t"
      })
  void writesNothingUnlessItMay(String sql) {
    List<Row> before = rows(session, "SELECT * FROM local.queried.t.snapshots");

    assertThatThrownBy(() -> rows(session, sql))
        .isInstanceOfSatisfying(
            FirnException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_WRITES);
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            })
        .hasMessageContaining("firn sql only reads. Add --write");
    assertThat(rows(session, "SELECT * FROM local.queried.t.snapshots")).isEqualTo(before);
  }

  @Test
  void writesWhereItMay() {
    LakeSession writing = new LakeSession(SPARK, true);
    rows(writing, "CREATE TABLE local.queried.written AS SELECT 1 AS id");
    assertThat(rows(session, "SELECT * FROM local.queried.written")).hasSize(1);
    rows(writing, "DROP TABLE local.queried.written");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELEC 1                              | Syntax error at or near 'SELEC'
          SELECT * FROM local.queried.none     | `local`.`queried`.`none` cannot be found
          SELECT nam FROM local.queried.t      | Did you mean
          SELECT 1 / 0                         | Division by zero
          SELECT * FROM local.queried.t VERSION AS OF 1 | Cannot find snapshot with ID 1
          """)
  void whatIsWrongWithAStatementIsASentenceAndNoPlan(String sql, String reason) {
    assertThatThrownBy(() -> rows(session, sql))
        .isInstanceOfSatisfying(
            FirnException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("FIRN-1027 Cannot run the statement: ")
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("'Project", "Unresolved"));
  }
}
