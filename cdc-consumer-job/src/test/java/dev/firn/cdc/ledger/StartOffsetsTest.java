package dev.firn.cdc.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.kafka.KafkaOffsets;
import dev.firn.cdc.kafka.KafkaTopics.Range;
import dev.firn.error.DataGapException;
import dev.firn.lake.Ledger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StartOffsetsTest {

  private static final String ORDERS = "shop.shop.orders";
  private static final TopicPartition FIRST = new TopicPartition(ORDERS, 0);
  private static final TopicPartition SECOND = new TopicPartition(ORDERS, 1);

  private static final StartOffsets.Losses NOTHING_IS_KNOWN = (table, partition, range) -> false;

  private static Ledger ledger(Map<Integer, Long> next) {
    return Ledger.empty(ORDERS).advance(1, next, "", 0);
  }

  private static StartOffsets of(Map<String, Ledger> ledgers, Map<TopicPartition, Range> ranges) {
    return of(ledgers, ranges, Map.of());
  }

  private static StartOffsets of(
      Map<String, Ledger> ledgers, Map<TopicPartition, Range> ranges, Map<String, String> ids) {
    Map<String, RequiredOffsets> needs = new TreeMap<>();
    ledgers.forEach((table, ledger) -> needs.put(table, new RequiredOffsets(ledger)));
    return StartOffsets.of("shop", needs, ranges, ids, NOTHING_IS_KNOWN);
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
            Map.of(FIRST, new Range(0, 20), SECOND, new Range(0, 9), other, new Range(4, 9)));
    assertThat(start.next()).isEqualTo(Map.of(FIRST, 7L, SECOND, 0L, other, 4L));
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
        .hasMessageEndingWith(
            "Cannot go on with orders: it needs offset 9912 of shop.shop.orders-0, the topic starts"
                + " at 12001, so 2089 events are gone. Reload it with firn bulk-load --source shop"
                + " --tables orders --no-resume, then start again.");
  }

  @Test
  void namesTheTableThatLacksTheEventsOfASharedTopic() {
    StartOffsets start =
        of(
            Map.of("current", ledger(Map.of(0, 50L)), "behind", ledger(Map.of(0, 9L))),
            Map.of(FIRST, new Range(10, 60)));
    assertThat(start.gaps().values())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.table()).isEqualTo("behind");
              assertThat(gap.why()).startsWith("it needs offset 9").contains("1 events are gone");
            });
  }

  @Test
  void needsEveryEventOfAPartitionOfWhichTheTableHoldsNothing() {
    assertThatThrownBy(
            () -> of(Map.of("orders", Ledger.empty(ORDERS)), Map.of(FIRST, new Range(100, 100))))
        .isInstanceOf(DataGapException.class)
        .hasMessageEndingWith(
            "Cannot go on with orders: events of shop.shop.orders-0 before offset 100 are gone, and"
                + " nothing shows that its load has seen what was there. Reload it with firn"
                + " bulk-load --source shop --tables orders --no-resume, then start again. If"
                + " you know that they are older than the load, start with --accept-gap orders"
                + " instead.");
  }

  @Test
  void goesOnBehindEventsThatTheTableDoesNotLack() {
    StartOffsets start =
        StartOffsets.of(
            "shop",
            Map.of(
                "orders", new RequiredOffsets(ledger(Map.of(0, 7L)), Map.of(1, 2L), false, true)),
            Map.of(FIRST, new Range(10, 20), SECOND, new Range(2, 5)),
            Map.of(),
            (table, partition, range) -> partition.equals(FIRST) && range.earliest() == 10);
    assertThat(start.next()).isEqualTo(Map.of(FIRST, 10L, SECOND, 2L));
    assertThat(start.begun()).isEqualTo(Map.of("orders", Map.of(0, 10L, 1, 2L)));
  }

  @Test
  void looksAtATopicThatWasMadeAnewAlsoIfItIsComplete() {
    RequiredOffsets anew = new RequiredOffsets(Ledger.empty(ORDERS), Map.of(), true, true);
    assertThatThrownBy(
            () ->
                StartOffsets.of(
                    "shop",
                    Map.of("orders", anew),
                    Map.of(FIRST, new Range(0, 20)),
                    Map.of(ORDERS, "second"),
                    NOTHING_IS_KNOWN))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining(
            "topic shop.shop.orders was deleted and recreated, and nothing shows");
    assertThat(
            StartOffsets.of(
                    "shop",
                    Map.of("orders", anew),
                    Map.of(FIRST, new Range(0, 20)),
                    Map.of(ORDERS, "second"),
                    (table, partition, range) -> true)
                .next())
        .isEqualTo(Map.of(FIRST, 0L));
  }

  /** To load it once more, as it is told of other losses, would change nothing. */
  @Test
  void tellsWhatSettlesItWhereNothingCameSinceTheLoad() {
    RequiredOffsets loaded =
        new RequiredOffsets(ledger(Map.of(0, 3L)).of("first", ""), Map.of(), false, true);
    for (Map<TopicPartition, Range> ranges :
        List.of(Map.<TopicPartition, Range>of(), Map.of(FIRST, new Range(5, 5)))) {
      assertThatThrownBy(() -> of(loaded, ranges, NOTHING_IS_KNOWN))
          .isInstanceOf(DataGapException.class)
          .hasMessageContaining("Once a row of it has changed, load it with firn bulk-load")
          .hasMessageEndingWith("start with --accept-gap orders instead.");
    }
    StartOffsets.Losses accepted =
        new StartOffsets.Losses() {
          @Override
          public boolean losesNothing(String table, TopicPartition partition, Range range) {
            return true;
          }

          @Override
          public boolean isAccepted(String table) {
            return true;
          }
        };
    assertThat(of(loaded, Map.of(), accepted).next()).isEmpty();
    assertThat(of(loaded, Map.of(FIRST, new Range(5, 5)), accepted).next())
        .isEqualTo(Map.of(FIRST, 5L));
  }

  private static StartOffsets of(
      RequiredOffsets need, Map<TopicPartition, Range> ranges, StartOffsets.Losses losses) {
    return StartOffsets.of("shop", Map.of("orders", need), ranges, Map.of(), losses);
  }

  @Test
  void namesEveryTableThatCannotGoOn() {
    assertThatThrownBy(
            () ->
                of(
                    Map.of("a", ledger(Map.of(0, 5L)), "b", ledger(Map.of(0, 60L))),
                    Map.of(FIRST, new Range(10, 50))))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("Cannot go on with 2 tables:\n- a: FIRN-8003 it needs offset 5 of")
        .hasMessageContaining(
            "\n- b: FIRN-8002 it holds shop.shop.orders-0 up to offset 60, and the topic");
  }

  @Test
  void refusesATopicThatEndsBeforeTheLedger() {
    assertThatThrownBy(
            () -> of(Map.of("orders", ledger(Map.of(0, 9L))), Map.of(FIRST, new Range(0, 8))))
        .isInstanceOf(DataGapException.class)
        .hasMessageEndingWith(
            "Cannot go on with orders: it holds shop.shop.orders-0 up to offset 9, and the topic"
                + " ends at 8. It was deleted or recreated. Reload it with firn bulk-load --source"
                + " shop --tables orders --no-resume, then start again.");
  }

  @Test
  void refusesATopicThatWasMadeAnewHoweverManyEventsItHas() {
    Ledger held = ledger(Map.of(0, 9L)).of("first", "");
    assertThatThrownBy(
            () ->
                of(
                    Map.of("orders", held),
                    Map.of(FIRST, new Range(0, 5000)),
                    Map.of(ORDERS, "second")))
        .isInstanceOf(DataGapException.class)
        .hasMessageEndingWith(
            "Cannot go on with orders: it holds topic shop.shop.orders up to {0=9}, and that topic"
                + " was deleted and recreated. Reload it with firn bulk-load --source shop"
                + " --tables orders --no-resume, then start again.");
    assertThat(
            of(Map.of("orders", held), Map.of(FIRST, new Range(0, 5000)), Map.of(ORDERS, "first"))
                .next())
        .isEqualTo(Map.of(FIRST, 9L));
  }

  @Test
  void refusesATopicThatIsGone() {
    assertThatThrownBy(() -> of(Map.of("orders", ledger(Map.of(0, 9L))), Map.of()))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("it holds shop.shop.orders-0 up to offset 9, and the topic is gone")
        .hasMessageContaining("--tables orders --no-resume");
  }

  @Test
  void writesWhatSparkReads() {
    StartOffsets start =
        new StartOffsets(
            Map.of(FIRST, 7L, SECOND, 0L, new TopicPartition("shop.shop.customers", 10), 3L),
            new TreeMap<>(),
            new TreeMap<>());
    assertThat(start.toJson())
        .isEqualTo("{\"shop.shop.customers\":{\"10\":3},\"shop.shop.orders\":{\"0\":7,\"1\":0}}");
    assertThat(KafkaOffsets.parse(start.toJson())).isEqualTo(start.next());
  }
}
