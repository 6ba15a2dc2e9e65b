package dev.firn.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.UnavailableException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private final Ledger ledger =
      Ledger.empty("shop.public.orders").advance(2, Map.of(0, 5L, 3, 9L), "0/1A", 12);

  @Test
  void holdsWhatLiesBelowItsOffsets() {
    assertThat(ledger.holds(0, 4)).isTrue();
    assertThat(ledger.holds(0, 5)).isFalse();
    assertThat(ledger.holds(3, 8)).isTrue();
    assertThat(ledger.holds(1, 0)).isFalse();
  }

  @Test
  void survivesItsText() {
    assertThat(Ledger.fromJson(ledger.toJson())).isEqualTo(ledger);
  }

  @Test
  void neverGoesBack() {
    Ledger advanced = ledger.advance(3, Map.of(0, 3L, 3, 11L), "", 1);
    assertThat(advanced.next()).containsEntry(0, 5L).containsEntry(3, 11L);
    assertThat(advanced.epoch()).isEqualTo(3);
    assertThat(advanced.position()).isEqualTo("0/1A");
    assertThat(advanced.events()).isEqualTo(13);
  }

  @Test
  void refusesALaterVersion() {
    assertThatThrownBy(() -> Ledger.fromJson("{\"v\":2}"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("this Firn knows 1");
  }
}
