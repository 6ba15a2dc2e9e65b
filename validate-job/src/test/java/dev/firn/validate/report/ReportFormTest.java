package dev.firn.validate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.error.ExitCode;
import dev.firn.validate.check.Findings;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.content.DifferenceKind;
import dev.firn.validate.content.Differences;
import dev.firn.validate.content.DifferingRow;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportFormTest {

  private static final DifferingRow CHANGED =
      new DifferingRow(
          DifferenceKind.CHANGED,
          List.of(new DifferingRow.Value("id", 7)),
          1,
          1,
          List.of(new DifferingRow.Pair("note", "a|b\u001b[31m", null)));

  private static final Findings FINDINGS =
      new Findings(
          List.of("rows differ"),
          List.of(),
          List.of("a \"quoted\", odd note"),
          1234567,
          1234567,
          List.of("note"),
          new Differences(
              new Differences.Counts(0, 0, 1, 0),
              List.of("note"),
              true,
              List.of(CHANGED),
              List.of()),
          0);

  private static final ValidationReport REPORT =
      new ValidationReport(
          "shop",
          Level.ROWS,
          "0/16B3748",
          List.of(
              TableVerdict.of("orders", FINDINGS, 42)
                  .between(Instant.EPOCH, Instant.EPOCH.plusMillis(1500)),
              TableVerdict.empty("nothing"),
              TableVerdict.missing("new", 3),
              TableVerdict.notChecked("hidden", "policy p hides rows")));

  @Test
  void theTableShowsWhatDiffersFirstAndWhatATerminalWouldObeyAsText() {
    assertThat(ReportForm.TABLE.of(REPORT))
        .isEqualTo(
            """
            verdict     table       source rows       lake rows     time
            differs     orders        1,234,567       1,234,567    1.5 s  0 missing in the lake, 0 only in the lake, 1 changed, 0 doubled (in note); rows differ; a "quoted", odd note
                        id=7 note: source "a|b\\u001b[31m", lake NULL
            missing     new                   3               –    0.0 s  the lake does not have it
            not_checked hidden                –               –    0.0 s  policy p hides rows
            equal       nothing               0               0    0.0 s
            1 equal, 2 differ, 1 not checked · compared by rows · source at 0/16B3748 · exit 7
            """);
  }

  @Test
  void jsonHasEveryKeyWithBothValues() throws Exception {
    JsonNode root = new ObjectMapper().readTree(ReportForm.JSON.of(REPORT));
    assertThat(root.path("exit_code").asInt()).isEqualTo(7);
    JsonNode orders = root.path("tables").get(0);
    assertThat(orders.path("verdict").asText()).isEqualTo("differs");
    assertThat(orders.path("changed").asInt()).isEqualTo(1);
    assertThat(orders.path("rows").get(0).toString())
        .isEqualTo(
            "{\"kind\":\"changed\",\"key\":{\"id\":\"7\"},\"source_rows\":1,\"lake_rows\":1,"
                + "\"columns\":[{\"column\":\"note\",\"source\":\"\\\"a|b\\\\u001b[31m\\\"\","
                + "\"lake\":\"NULL\"}]}");
  }

  @Test
  void csvAndMarkdownKeepTheirCellsApart() {
    assertThat(ReportForm.CSV.of(REPORT).lines())
        .hasSize(5)
        .contains(
            "orders,differs,1234567,1234567,0,0,1,0,note,\"rows differ; a \"\"quoted\"\", odd note\"");
    assertThat(ReportForm.MARKDOWN.of(REPORT))
        .contains("| missing | new | 3 | – | the lake does not have it |")
        .contains("- orders: id=7 note: source \"a\\|b");
  }

  @Test
  void junitIsXmlWithAFailurePerTableThatDiffers() throws Exception {
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(ReportForm.JUNIT.of(REPORT))));
    assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("2");
    assertThat(xml.getDocumentElement().getAttribute("errors")).isEqualTo("1");
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(4);
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
        .contains("id=7 note: source");
  }

  @Test
  void theExitCodeTellsAMismatchFromWhatCouldNotBeChecked() {
    TableVerdict hidden = TableVerdict.notChecked("hidden", "so");
    TableVerdict equal = TableVerdict.empty("empty");
    assertThat(REPORT.exitCode()).isEqualTo(ExitCode.MISMATCH);
    assertThat(of(hidden, equal).exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(of(hidden).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(of(equal).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(of(TableVerdict.surplus("old", 1, 1)).exitCode()).isEqualTo(ExitCode.MISMATCH);
  }

  private static ValidationReport of(TableVerdict... tables) {
    return new ValidationReport("shop", Level.COUNT, "0/1", List.of(tables));
  }

  @Test
  void ofLongValuesThePlaceIsShownWhereTheyDiffer() {
    String same = "x".repeat(500);
    assertThat(ShownValue.of(new DifferingRow.Pair("c", same + "1", same + "2")))
        .contains("…xxxxxxxxxxxxxxxxxxx")
        .contains("1\" (503 characters), lake")
        .endsWith("2\" (503 characters)");
    assertThat(ShownValue.of(new byte[] {0, (byte) 255})).isEqualTo("0x00ff");
  }
}
