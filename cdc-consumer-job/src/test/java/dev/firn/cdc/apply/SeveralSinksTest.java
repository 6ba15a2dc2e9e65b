package dev.firn.cdc.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.connector.ConnectorProof;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.cdc.ledger.ConsumerRun;
import dev.firn.cdc.ledger.RunProgress;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.Publication;
import dev.firn.cdc.tables.Sinks;
import dev.firn.cdc.testing.OrderChanges;
import dev.firn.cdc.testing.RawHistorySink;
import dev.firn.config.ChangePolicy;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.model.LakeTableId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another sink is one class, and every sink of a stream is exact by itself. */
class SeveralSinksTest {

  private static final String TOPIC = "shop.shop.orders";
  private static final List<String> EVENTS =
      List.of(
          "0 c 1 new a", "1 c 2 new b", "2 u 1 paid a", "3 d 2 null null", "4 t null null null");

  private final OrderChanges orders = new OrderChanges(List.of("id"), ChangePolicy.defaults());
  private final ChangeSink history = new RawHistorySink(Clock.systemUTC());
  private final LakeTableId historyId = history.target(orders.captured);
  private final Change[] changes = {
    orders.insert(1L, "new", "a"),
    orders.insert(2L, "new", "b"),
    orders.update(1L, "paid", "a"),
    orders.delete(2L),
    orders.truncate()
  };

  @AfterEach
  void takeTrapsAway() {
    FaultPoint.install(null);
  }

  /** A consumer that has just started, with the sinks of Firn and the history behind them. */
  private TableApplier applier() {
    List<ChangeSink> all = new ArrayList<>(Sinks.of(orders.spark, Clock.systemUTC()).all());
    all.add(history);
    return applier(new Sinks(all));
  }

  private TableApplier applier(Sinks sinks) {
    return new TableApplier(
        orders.lake,
        sinks,
        new RunProgress(
            new ConsumerRun(orders.stream, "run", 1),
            topic -> TopicIdentity.UNKNOWN,
            ConnectorProof.ofTrusted(orders.lake)),
        orders.deadLetters(),
        Clock.systemUTC());
  }

  private void apply(TableApplier applier, Change... batch) {
    long end = batch[batch.length - 1].place().offset() + 1;
    applier.apply(orders.captured, TOPIC, decoded(end, List.of(), batch));
  }

  private static DecodedChanges decoded(long end, List<DeadLetter> letters, Change... batch) {
    return new DecodedChanges(
        new ArrayList<>(Arrays.asList(batch)), Map.of(0, end), Set.of(), letters);
  }

  private List<String> events() {
    return orders
        .spark
        .table(historyId.quoted())
        .orderBy("_offset")
        .selectExpr("_offset", "_operation", "id", "status", "note")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  private Ledger ledger(LakeTableId id) {
    return orders.lake.open(id).state().findLedger(orders.stream).orElseThrow();
  }

  @Test
  void aHistoryAloneHoldsEveryEventOnce() {
    Sinks only = new Sinks(List.of(history));
    apply(applier(only), Arrays.copyOf(changes, 3));
    apply(applier(only), changes);
    apply(applier(only), changes);
    assertThat(events()).isEqualTo(EVENTS);
    assertThat(ledger(historyId).next()).containsEntry(0, 5L);
    assertThat(ledger(historyId).events()).isEqualTo(5);
    assertThat(orders.rows("id")).as("the mirror").isEmpty();
  }

  @Test
  void twoSinksOfAReadHaveALedgerEach() {
    apply(applier(), Arrays.copyOf(changes, 4));
    assertThat(orders.rows("id", "status", "note")).containsExactly("1 paid a");
    apply(applier(), changes);
    apply(applier(), changes);
    assertThat(orders.rows("id")).isEmpty();
    assertThat(events()).isEqualTo(EVENTS);
    assertThat(ledger(orders.id).next()).isEqualTo(ledger(historyId).next());
  }

  @Test
  void aSinkThatWasLeftBehindCatchesUpAlone() {
    FaultPoint.install(
        (reached, subject) -> {
          if (reached.equals("lake.publish.before") && subject.equals(historyId.name())) {
            throw new IllegalStateException("killed between two sinks");
          }
        });
    assertThatThrownBy(() -> apply(applier(), Arrays.copyOf(changes, 4)))
        .hasMessageContaining("killed between two sinks");
    FaultPoint.install(null);
    long snapshot = orders.lake.open(orders.id).snapshotId();
    assertThat(orders.lake.open(historyId).state().findLedger(orders.stream)).isEmpty();

    apply(applier(), Arrays.copyOf(changes, 4));
    assertThat(orders.lake.open(orders.id).snapshotId()).isEqualTo(snapshot);
    assertThat(orders.rows("id", "status", "note")).containsExactly("1 paid a");
    assertThat(events()).isEqualTo(EVENTS.subList(0, 4));
  }

  @Test
  void aDeadLetterIsKeptOnceHoweverManySinksThereAre() {
    DeadLetter letter = orders.letter("it is broken");
    long end = letter.place().offset() + 1;
    for (int i = 0; i < 2; i++) {
      applier().apply(orders.captured, TOPIC, decoded(end, List.of(letter), changes[0]));
    }
    assertThat(orders.box().letters(orders.stream))
        .extracting(row -> row.letter().reason())
        .containsExactly("it is broken");
    assertThat(ledger(historyId).next()).containsEntry(0, end);
  }

  @Test
  void aMissedEventIsOneMoreEntryOfAHistory() {
    apply(applier(), changes[0], changes[1], changes[3]);
    LakeTable table = orders.lake.open(historyId);
    MissedChange missed = history.missed(orders.captured.in(historyId), changes[2]);
    assertThat(missed.follow(changes[3])).isFalse();
    assertThat(missed.settle(table, 1))
        .isInstanceOfSatisfying(
            MissedChange.Publish.class,
            publish ->
                publish.changes().publish(table, new Publication("retry", Map.of(), Map.of())));
    assertThat(events()).isEqualTo(EVENTS.subList(0, 4));
  }
}
