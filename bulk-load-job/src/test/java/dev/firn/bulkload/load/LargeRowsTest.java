package dev.firn.bulkload.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargeRowsTest {

  private static final long MEBIBYTE = 1 << 20;

  private static TableMapping table(String... key) {
    return new TableMapping(new TableId("shop", "scans"), List.of(), List.of(key));
  }

  @Test
  void namesTheTableWhoseRowMayStopTheConnector() {
    assertThat(LargeRows.findWarning(table("id"), 14 * MEBIBYTE))
        .hasValueSatisfying(
            said ->
                assertThat(said)
                    .startsWith("The largest row of shop.scans takes 14.0 MiB")
                    .contains("larger than the 16 MiB", "max.message.bytes"));
  }

  @Test
  void anEventWithoutAKeyHasTheRowTwice() {
    assertThat(LargeRows.findWarning(table("id"), 7 * MEBIBYTE)).isEmpty();
    assertThat(LargeRows.findWarning(table(), 7 * MEBIBYTE)).isPresent();
    assertThat(LargeRows.findWarning(table(), 6 * MEBIBYTE)).isEmpty();
  }
}
