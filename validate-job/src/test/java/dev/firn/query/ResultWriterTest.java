package dev.firn.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ResultWriterTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  private static Dataset<Row> rows(String sql) {
    return LocalSpark.session().sql(sql);
  }

  private String written(ResultForm form, int limit, int width, String sql) {
    out.reset();
    new ResultWriter(form, limit, width, false, stream(out), stream(notes)).write(rows(sql));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static final String VALUES =
      """
      SELECT CAST(12345678901234567890.123456789012345678 AS DECIMAL(38, 18)) AS n,
             TIMESTAMP '2026-01-02 03:04:05.678901' AS t,
             TIMESTAMP_NTZ '2026-01-02 03:04:05.678901' AS l,
             'ä,"b"' AS s, CAST(NULL AS STRING) AS nothing, '' AS empty, X'00ff' AS b,
             ARRAY(1, 2) AS a, ' x' AS n
      """;

  @Test
  void csvHasAllDigitsAndTellsNothingFromAnEmptyText() {
    assertThat(written(ResultForm.CSV, 0, 0, VALUES))
        .isEqualTo(
            """
            n,t,l,s,nothing,empty,b,a,n
            12345678901234567890.123456789012345678,2026-01-02 03:04:05.678901,\
            2026-01-02 03:04:05.678901,"ä,""b""\",,"",00FF,"[1, 2]"," x"
            """);
  }

  @Test
  void jsonIsAnObjectALineWithAllDigits() {
    assertThat(written(ResultForm.JSON, 0, 0, VALUES + " UNION ALL " + VALUES))
        .hasLineCount(2)
        .startsWith(
            """
            {"n":12345678901234567890.123456789012345678,"t":"2026-01-02T03:04:05.678901Z",\
            "l":"2026-01-02T03:04:05.678901","s":"ä,\\"b\\"","nothing":null,"empty":"","b":"AP8=",\
            "a":[1,2],"n":" x"}
            """);
  }

  @Test
  void aTableIsCutWhereTheTerminalEndsAndTurnedWhereThatIsNotEnough() {
    String sql = "SELECT 7 AS id, 'a note of some length' AS note, CAST(NULL AS STRING) AS other";
    assertThat(written(ResultForm.TABLE, 0, 0, sql))
        .isEqualTo(
            """
            id  note                   other
             7  a note of some length  NULL

            """);
    assertThat(written(ResultForm.TABLE, 0, 24, sql))
        .isEqualTo(
            """
            id  note           other
             7  a note of so…  NULL

            """);
    assertThat(written(ResultForm.TABLE, 0, 16, sql))
        .isEqualTo(
            """
            id     7
            note   a note of
                   some
                   length
            other  NULL

            """);
  }

  @Test
  void whatATerminalWouldObeyIsWrittenOut() {
    assertThat(written(ResultForm.TABLE, 0, 0, "SELECT 'a\\nb\\u001b[2J' AS x"))
        .isEqualTo("x\na\\u000ab\\u001b[2J\n\n");
  }

  @Test
  void moreRowsThanTheLimitAreSaidToBeLeftOut() {
    for (ResultForm form : ResultForm.values()) {
      notes.reset();
      assertThat(written(form, 2, 0, "SELECT id FROM range(3)")).doesNotContain("2");
      assertThat(notes.toString(StandardCharsets.UTF_8))
          .isEqualTo("Only the first 2 rows are shown; --limit 0 shows all.\n");
      notes.reset();
      assertThat(written(form, 3, 0, "SELECT id FROM range(3)")).contains("2");
      assertThat(notes.size()).isZero();
    }
  }

  @Test
  void aCommandWithoutColumnsPrintsNothing() {
    assertThat(written(ResultForm.TABLE, 0, 0, "USE spark_catalog")).isEmpty();
  }
}
