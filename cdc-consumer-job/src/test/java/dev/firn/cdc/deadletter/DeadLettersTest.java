package dev.firn.cdc.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.apply.ApplyOutcome;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.testing.OrderChanges;
import dev.firn.config.ChangePolicy;
import dev.firn.error.DeadLetterLimitException;
import dev.firn.error.ExitCode;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTable;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private final OrderChanges orders = new OrderChanges(List.of("id"), ChangePolicy.defaults());

  @AfterEach
  void takeTrapAway() {
    FaultPoint.install(null);
  }

  private List<DeadLetterRow> letters() {
    return orders.box().letters(orders.stream);
  }

  private void applyUntil(String step, DeadLetter letter, Change... changes) {
    FaultPoint.install(
        (reached, subject) -> {
          if (reached.equals(step)) {
            throw new IllegalStateException("killed at " + step);
          }
        });
    assertThatThrownBy(() -> orders.apply(List.of(letter), changes))
        .hasMessage("killed at " + step);
    FaultPoint.install(null);
  }

  @Test
  void keepsTheBytesThePlaceAndTheReason() {
    DeadLetter letter = orders.letter("it is broken");
    orders.apply(List.of(letter), orders.insert(1L, "new", "a"));
    assertThat(letters()).hasSize(1);
    DeadLetterRow kept = letters().get(0);
    assertThat(kept.id()).isEqualTo("shop.shop.orders/0/0");
    assertThat(kept.table()).isEqualTo("shop.orders");
    assertThat(kept.letter().key()).containsExactly(7);
    assertThat(kept.letter().value()).containsExactly(1, 2);
    assertThat(kept.letter().headers())
        .as("a retry must know what the connector was told, and that a delete is half a key change")
        .isEqualTo(new EventHeaders(null, true, true, null));
    assertThat(kept.letter().reason()).isEqualTo("it is broken");
    assertThat(kept.position()).isEqualTo(letter.place().position());
    assertThat(kept.isOpen()).isTrue();
    assertThat(orders.rows()).containsExactly("1 new a");
    assertThat(orders.ledger().next()).containsEntry(0, 2L);
  }

  @Test
  void aRunKilledBehindThePublishLeavesTheLetterToTheNext() {
    DeadLetter letter = orders.letter("it is broken");
    Change change = orders.insert(1L, "new", "a");
    applyUntil("stream.admit.before", letter, change);
    assertThat(letters()).isEmpty();
    assertThat(orders.apply(List.of(letter), change))
        .isInstanceOf(ApplyOutcome.AlreadyApplied.class);
    assertThat(letters()).hasSize(1);
    orders.apply(orders.insert(2L, "new", "b"));
    assertThat(letters()).hasSize(1);
  }

  @Test
  void aRunKilledBeforeThePublishLeavesNothing() {
    DeadLetter letter = orders.letter("it is broken");
    Change change = orders.insert(1L, "new", "a");
    orders.deadLetters().stage(orders.captured.mapping().source(), List.of(letter));
    assertThat(letters()).isEmpty();
    orders.apply(List.of(letter), change);
    assertThat(letters()).hasSize(1);
  }

  @Test
  void admitsABatchOnceHoweverManyAsk() {
    DeadLetter letter = orders.letter("it is broken");
    orders.apply(List.of(letter));
    LakeTable table = orders.lake.open(orders.id);
    assertThat(table.findProperty(orders.deadLetters().property())).isPresent();
    orders.deadLetters().admit(table);
    orders.deadLetters().admit(table);
    assertThat(letters()).hasSize(1);
  }

  @Test
  void doesNotBringBackALetterThatWasDiscarded() {
    DeadLetter letter = orders.letter("it is broken");
    orders.apply(List.of(letter));
    orders.box().end(letters(), DeadLetterState.DISCARDED, Instant.EPOCH);
    orders.deadLetters().admit(orders.lake.open(orders.id));
    assertThat(letters())
        .extracting(DeadLetterRow::state)
        .containsExactly(DeadLetterState.DISCARDED);
    assertThat(orders.box().open(orders.stream)).isZero();
  }

  /** Every part of every batch asks for them. */
  @Test
  void readsOpenLettersAgainOnlyWhenTheyHaveChanged() {
    orders.apply(List.of(orders.letter("it is broken")));
    DeadLetters running = orders.deadLetters();
    List<DeadLetterRow> read = running.open();
    assertThat(read).hasSize(1);
    assertThat(running.open()).isSameAs(read);
    orders.apply(List.of(orders.letter("this, too")));
    assertThat(running.open()).as("another run's").hasSize(2);
    orders.box().end(letters(), DeadLetterState.DISCARDED, Instant.EPOCH);
    assertThat(running.open()).as("settled by another command").isEmpty();
  }

  @Test
  void stopsBeforeTheLetterThatIsOneTooMany() {
    orders.tolerating(2);
    orders.apply(List.of(orders.letter("first")));
    orders.apply(List.of(orders.letter("second")));
    DeadLetter third = orders.letter("third");
    assertThatThrownBy(() -> orders.apply(List.of(third), orders.insert(1L, "new", "a")))
        .isInstanceOfSatisfying(
            DeadLetterLimitException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.PARTIAL))
        .hasMessageContaining("has 2 open dead letters, 1 more of shop.orders came")
        .hasMessageContaining("dead_letter_limit is 2")
        .hasMessageContaining("shop.shop.orders/0/2, cannot be applied because third")
        .hasMessageContaining("firn dlq list --source " + orders.stream);
    assertThat(orders.ledger().next()).containsEntry(0, 2L);
    assertThat(orders.rows()).isEmpty();
    orders.box().end(letters(), DeadLetterState.DISCARDED, Instant.EPOCH);
    orders.apply(List.of(third));
    assertThat(letters()).hasSize(3);
  }
}
