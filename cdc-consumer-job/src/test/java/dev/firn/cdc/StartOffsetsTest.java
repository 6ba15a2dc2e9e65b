package dev.firn.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.KafkaTopics.Range;
import dev.firn.error.DataGapException;
import dev.firn.lake.Ledger;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StartOffsetsTest {

  private static final String ORDERS = "shop.shop.orders";
  private static final TopicPartition FIRST = new TopicPartition(ORDERS, 0);
  private static final TopicPartition SECOND = new TopicPartition(ORDERS, 1);

  private static Ledger ledger(Map<Integer, Long> next) {
    return Ledger.empty(ORDERS).advance(1, next, "", 0);
  }

  private static StartOffsets of(Map<String, Ledger> ledgers, Map<TopicPartition, Range> ranges) {
    return StartOffsets.of("shop", ledgers, ranges, Map.of());
  }

  @Test
  void goesOnWhereTheTableEnds() {
    StartOffsets start =
        of(Map.of("orders", ledger(Map.of(0, 7L))), Map.of(FIRST, new Range(3, 20)));
    assertThat(start.next()).isEqualTo(Map.of(FIRST, 7L));
  }

  @Test
  void takesTheLeastOfTablesThatShareATopic() {
    StartOffsets start =
        of(
            Map.of(
                "a#b", ledger(Map.of(0, 9L, 1, 2L)),
                "a$b", ledger(Map.of(0, 7L, 1, 5L)),
                "a%b", ledger(Map.of(0, 8L, 1, 4L))),
            Map.of(FIRST, new Range(0, 20), SECOND, new Range(0, 20)));
    assertThat(start.next()).isEqualTo(Map.of(FIRST, 7L, SECOND, 2L));
  }

  @Test
  void beginsPartitionsThatNoTableKnowsAtTheirEarliestEvent() {
    TopicPartition other = new TopicPartition("shop.shop.customers", 0);
    StartOffsets start =
        of(
            Map.of("orders", ledger(Map.of(0, 7L))),
            Map.of(FIRST, new Range(0, 20), SECOND, new Range(4, 9), other, new Range(0, 0)));
    assertThat(start.next()).isEqualTo(Map.of(FIRST, 7L, SECOND, 4L, other, 0L));
  }

  @Test
  void acceptsALedgerAtEitherEndOfTheTopic() {
    assertThat(of(Map.of("orders", ledger(Map.of(0, 3L))), Map.of(FIRST, new Range(3, 20))).next())
        .isEqualTo(Map.of(FIRST, 3L));
    assertThat(of(Map.of("orders", ledger(Map.of(0, 20L))), Map.of(FIRST, new Range(3, 20))).next())
        .isEqualTo(Map.of(FIRST, 20L));
  }

  @Test
  void refusesToGoOnPastEventsThatAreGone() {
    assertThatThrownBy(
            () ->
                of(
                    Map.of("orders", ledger(Map.of(0, 9912L))),
                    Map.of(FIRST, new Range(12_001, 15_000))))
        .isInstanceOf(DataGapException.class)
        .hasMessage(
            "Cannot go on with orders: it needs offset 9912 of shop.shop.orders-0, the topic starts"
                + " at 12001, so 2089 events are gone. Reload it with firn bulk-load --source shop"
                + " --table-filter orders --no-resume, then start again.");
  }

  @Test
  void namesTheTableThatLacksTheEventsOfASharedTopic() {
    assertThatThrownBy(
            () ->
                of(
                    Map.of("current", ledger(Map.of(0, 50L)), "behind", ledger(Map.of(0, 9L))),
                    Map.of(FIRST, new Range(10, 60))))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("Cannot go on with behind: it needs offset 9")
        .hasMessageContaining("1 events are gone");
  }

  @Test
  void refusesATopicThatEndsBeforeTheLedger() {
    assertThatThrownBy(
            () -> of(Map.of("orders", ledger(Map.of(0, 9L))), Map.of(FIRST, new Range(0, 8))))
        .isInstanceOf(DataGapException.class)
        .hasMessage(
            "Cannot go on with orders: it holds shop.shop.orders-0 up to offset 9, and the topic"
                + " ends at 8. It was deleted or made anew. Reload it with firn bulk-load --source"
                + " shop --table-filter orders --no-resume, then start again.");
  }

  @Test
  void refusesATopicThatWasMadeAnewHoweverManyEventsItHas() {
    Ledger held = ledger(Map.of(0, 9L)).of("first", "");
    assertThatThrownBy(
            () ->
                StartOffsets.of(
                    "shop",
                    Map.of("orders", held),
                    Map.of(FIRST, new Range(0, 5000)),
                    Map.of(ORDERS, "second")))
        .isInstanceOf(DataGapException.class)
        .hasMessage(
            "Cannot go on with orders: it holds topic shop.shop.orders up to {0=9}, and that topic"
                + " was deleted and made anew. Reload it with firn bulk-load --source shop"
                + " --table-filter orders --no-resume, then start again.");
    assertThat(
            StartOffsets.of(
                    "shop",
                    Map.of("orders", held),
                    Map.of(FIRST, new Range(0, 5000)),
                    Map.of(ORDERS, "first"))
                .next())
        .isEqualTo(Map.of(FIRST, 9L));
  }

  @Test
  void refusesATopicThatIsGone() {
    assertThatThrownBy(() -> of(Map.of("orders", ledger(Map.of(0, 9L))), Map.of()))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("it holds shop.shop.orders-0 up to offset 9, and the topic is gone")
        .hasMessageContaining("--table-filter orders --no-resume");
  }

  @Test
  void writesWhatSparkReads() {
    StartOffsets start =
        new StartOffsets(
            Map.of(FIRST, 7L, SECOND, 0L, new TopicPartition("shop.shop.customers", 10), 3L));
    assertThat(start.toJson())
        .isEqualTo("{\"shop.shop.customers\":{\"10\":3},\"shop.shop.orders\":{\"0\":7,\"1\":0}}");
    assertThat(KafkaOffsets.parse(start.toJson())).isEqualTo(start.next());
  }
}
