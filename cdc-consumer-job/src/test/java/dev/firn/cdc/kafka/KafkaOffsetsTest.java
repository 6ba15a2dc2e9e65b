package dev.firn.cdc.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaOffsetsTest {

  @Test
  void readsTheOffsetsOfEveryPartition() {
    assertThat(
            KafkaOffsets.parse(
                "{\"shop.shop.orders\":{\"1\":9007199254740993,\"0\":7},\"shop.a\":{\"0\":0}}"))
        .isEqualTo(
            Map.of(
                new TopicPartition("shop.shop.orders", 0), 7L,
                new TopicPartition("shop.shop.orders", 1), 9_007_199_254_740_993L,
                new TopicPartition("shop.a", 0), 0L));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "{}", "null", "[]", "{\"shop.a\":{}}", "no JSON", "{\"shop.a\":"})
  void readsNothingWhereNothingIsReported(String text) {
    assertThat(KafkaOffsets.parse(text)).isEmpty();
  }
}
