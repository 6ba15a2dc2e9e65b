package dev.firn.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.error.ExitCode;
import dev.firn.overview.LastVerdict;
import dev.firn.overview.SourceOverview;
import dev.firn.overview.TableOverview;
import dev.firn.status.TableStatus;
import dev.firn.terminal.TextWidth;
import dev.firn.testing.ReadPoints;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {

  private static final Instant NOW = Instant.parse("2026-11-30T14:03:12Z");

  private static final TableOverview ORDERS =
      new TableOverview(
          "orders",
          TableStatus.pending("orders")
              .started(NOW.minusSeconds(3600), "r1")
              .completed(
                  NOW.minusSeconds(3500),
                  1_000_000,
                  ReadPoints.ofPostgres("0/10", NOW.minusSeconds(3590)))
              .advanced(NOW.minusSeconds(9), "0/1A", 1204, NOW.minusSeconds(10), "r2")
              .behind(0, NOW.minusSeconds(3), "r2"),
          Optional.of(new LastVerdict("equal", "rows", NOW.minusSeconds(7200), 0, "", "")),
          0);

  private static final TableOverview NOTES =
      new TableOverview(
          "notes",
          TableStatus.pending("notes")
              .started(NOW.minusSeconds(3600), "r1")
              .completed(
                  NOW.minusSeconds(3500),
                  9_204,
                  ReadPoints.ofPostgres("0/10", NOW.minusSeconds(3590)))
              .quarantined("Cannot apply changes to notes: the column was dropped.", "r2")
              .behind(17, NOW.minusSeconds(3), "r2"),
          Optional.of(new LastVerdict("differs", "rows", NOW.minusSeconds(7200), 3, "body", "x")),
          2);

  private static SourceOverview shop(TableOverview... tables) {
    return new SourceOverview("shop", "local.shop", NOW, "", List.of(tables), List.of());
  }

  private static final SourceOverview ERP =
      SourceOverview.silent("erp", "lake.erp", NOW, "Cannot open the catalog lake: refused.");

  @Test
  void whatNeedsCareStandsFirstAndIsToldInFull() {
    assertThat(new StatusText(0, false).of(List.of(shop(ORDERS, NOTES))))
        .containsExactly(
            "shop: local.shop, 1 followed, 1 quarantined, 17 events waiting, as of 14:03:12 UTC",
            "state        table   rows loaded  events  behind              fresh  compared      letters  position",
            "quarantined  notes         9,204       -  17 events, 59 min  59 min  differs, 2 h        2  0/10",
            "followed     orders    1,000,000   1,204  nothing               3 s  equal, 2 h          -  0/1A",
            "",
            "  notes: Cannot apply changes to notes: the column was dropped.",
            "  notes: the last validation (rows) says it differs, 3 rows, in body",
            "  2 dead letters: firn dlq list --source shop");
  }

  @Test
  void aLakeThatIsNotReachedIsALine() {
    assertThat(new StatusText(0, false).of(List.of(ERP)))
        .containsExactly("erp: lake.erp", "  not reached: Cannot open the catalog lake: refused.");
  }

  @Test
  void everyWidthIsKept() {
    for (int width = 30; width < 130; width++) {
      int widest = width;
      assertThat(new StatusText(width, false).of(List.of(shop(ORDERS, NOTES), ERP)))
          .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(widest));
    }
  }

  @Test
  void aLineIsWrittenOnlyOfWhatIsNotAsItWas() {
    StatusLines lines = new StatusLines();
    assertThat(lines.of(List.of(shop(ORDERS), ERP)))
        .containsExactly(
            "2026-11-30 14:03:12 shop.orders followed, rows loaded 1,000,000, events 1,204,"
                + " behind nothing, compared equal",
            "2026-11-30 14:03:12 erp not reached: Cannot open the catalog lake: refused.");
    assertThat(lines.of(List.of(shop(ORDERS), ERP))).isEmpty();
    assertThat(lines.of(List.of(shop(ORDERS, NOTES), ERP)))
        .singleElement()
        .asString()
        .contains("shop.notes quarantined", "dead letters 2: Cannot apply changes");
  }

  @Test
  void endsWithWhatIsWrong() {
    assertThat(StatusCommand.exitCode(List.of(shop(NOTES)), false)).isEqualTo(ExitCode.OK);
    assertThat(StatusCommand.exitCode(List.of(shop(ORDERS)), true)).isEqualTo(ExitCode.OK);
    assertThat(StatusCommand.exitCode(List.of(shop(NOTES)), true)).isEqualTo(ExitCode.FAILED);
    assertThat(StatusCommand.exitCode(List.of(shop(ORDERS, NOTES)), true))
        .isEqualTo(ExitCode.PARTIAL);
    SourceOverview unread = SourceOverview.silent("crm", "", NOW, "Cannot find source \"crm\".");
    assertThat(StatusCommand.exitCode(List.of(unread, ERP), false)).isEqualTo(ExitCode.CONFIG);
    assertThat(StatusCommand.exitCode(List.of(shop(ORDERS), ERP), false))
        .isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void aDocumentForProgramsSaysTheSame() throws IOException {
    JsonNode root =
        new ObjectMapper()
            .readTree(StatusJson.pretty(List.of(shop(ORDERS, NOTES), ERP), ExitCode.UNAVAILABLE));
    assertThat(root.get("exit_code").asInt()).isEqualTo(4);
    JsonNode notes = root.get("sources").get(0).get("tables").get(0);
    assertThat(notes.get("state").asText()).isEqualTo("quarantined");
    assertThat(notes.get("lag_events").asLong()).isEqualTo(17);
    assertThat(notes.get("validation").get("differing_rows").asLong()).isEqualTo(3);
    assertThat(root.get("sources").get(1).get("reached").asBoolean()).isFalse();
    assertThat(StatusJson.line(List.of(ERP), ExitCode.UNAVAILABLE)).endsWith("}\n").hasLineCount(1);
  }
}
