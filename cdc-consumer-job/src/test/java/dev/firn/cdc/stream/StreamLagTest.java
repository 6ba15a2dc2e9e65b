package dev.firn.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StreamLagTest {

  private static final TopicPartition ORDERS = new TopicPartition("shop.orders", 0);
  private static final TopicPartition MORE = new TopicPartition("shop.orders", 1);
  private static final TopicPartition ITEMS = new TopicPartition("shop.items", 0);

  @Test
  void countsTheEventsOfEveryTopicThatAreNotReadYet() {
    StreamLag lag =
        StreamLag.between(
            Map.of(ORDERS, 10L, ITEMS, 5L), Map.of(ORDERS, 13L, MORE, 4L, ITEMS, 25L));
    assertThat(lag.events()).isEqualTo(Map.of("shop.orders", 7L, "shop.items", 20L));
    assertThat(lag).hasToString("27 events of 2 topics, most of shop.items 20, shop.orders 7");
  }

  @Test
  void isNoneWhenEverythingIsRead() {
    StreamLag lag = StreamLag.between(Map.of(ORDERS, 13L), Map.of(ORDERS, 13L));
    assertThat(lag.events()).isEmpty();
    assertThat(lag).hasToString("none");
  }
}
