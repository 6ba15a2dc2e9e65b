package dev.firn.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowKeyTest {

  private static RowKey key(@Nullable Object... values) {
    return new RowKey(values);
  }

  private static byte[] bytes(int value) {
    return new byte[] {(byte) value};
  }

  @Test
  void isEqualByContentAlsoWithinLists() {
    assertThat(key(bytes(1), 2L, null)).isEqualTo(key(bytes(1), 2L, null));
    assertThat(key(List.of(bytes(1), bytes(2))))
        .isEqualTo(key(List.of(bytes(1), bytes(2))))
        .hasSameHashCodeAs(key(List.of(bytes(1), bytes(2))))
        .isNotEqualTo(key(List.of(bytes(1), bytes(3))))
        .isNotEqualTo(key(List.of(bytes(1))));
    assertThat(key(List.of(Arrays.asList(bytes(1), null))))
        .isEqualTo(key(List.of(Arrays.asList(bytes(1), null))))
        .hasSameHashCodeAs(key(List.of(Arrays.asList(bytes(1), null))))
        .isNotEqualTo(key(List.of(Arrays.asList(bytes(1), bytes(1)))));
    assertThat(key(1L)).isNotEqualTo(key(1L, 2L));
  }
}
