package dev.firn.cdc.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.testing.Places;
import dev.firn.lake.Ledger;
import dev.firn.model.ChangeOperation;
import dev.firn.model.ReadPoint;
import dev.firn.row.RowKey;
import dev.firn.source.postgres.log.PostgresLog;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerFilterTest {

  private static final long READ_POSITION = 5000;
  private static final long NONE = -1;
  private static final Ledger NEW = Ledger.empty("shop.shop.orders");

  /** Sees transactions below 105 but 102, which is still open. */
  private static final ReadPoint READ_POINT = readPoint("102:105:102");

  private static PostgresReadPoint readPoint(String visible) {
    return new PostgresReadPoint(
        new PostgresLsn(READ_POSITION), VisibleTransactions.parse(visible), Instant.EPOCH);
  }

  private static Change at(EventPlace place) {
    RowKey key = new RowKey(new Object[] {1L});
    return new Change(place, ChangeOperation.DELETE, key, null, null);
  }

  private static Change event(long lsn, long commitLsn, long transaction) {
    return at(Places.at(0, 0, lsn, commitLsn, transaction, NONE));
  }

  private static LedgerFilter filter(Ledger ledger, @Nullable ReadPoint readPoint) {
    return new LedgerFilter(ledger, readPoint, PostgresLog.INSTANCE, event -> true, true);
  }

  private static boolean isKept(Ledger ledger, @Nullable ReadPoint readPoint, Change change) {
    return !filter(ledger, readPoint).filter(decoded(change)).isEmpty();
  }

  private static DecodedChanges decoded(Change change) {
    return new DecodedChanges(List.of(change), Map.of(), Set.of(), List.of());
  }

  private static boolean isKept(ReadPoint readPoint, Change change) {
    return isKept(NEW, readPoint, change);
  }

  @Test
  void dropsWhatTheLedgerHolds() {
    Ledger ledger = NEW.advance(1, Map.of(0, 10L, 2, 3L), "", 13);
    List<Change> changes =
        List.of(
            at(Places.at(0, 9, 1, 1, NONE, NONE)),
            at(Places.at(0, 10, 1, 1, NONE, NONE)),
            at(Places.at(1, 0, 1, 1, NONE, NONE)),
            at(Places.at(2, 2, 1, 1, NONE, NONE)),
            at(Places.at(2, 3, 1, 1, NONE, NONE)));
    FreshChanges fresh =
        filter(ledger, null).filter(new DecodedChanges(changes, Map.of(), Set.of(), List.of()));
    assertThat(fresh.changes()).containsExactly(changes.get(1), changes.get(2), changes.get(4));
  }

  @Test
  void dropsDeadLettersThatTheLedgerHolds() {
    Ledger ledger = NEW.advance(1, Map.of(0, 10L), "", 10);
    DeadLetter old =
        new DeadLetter(
            "shop.shop.orders", EventPlace.unknown(0, 9), null, null, EventHeaders.NONE, "broken");
    DeadLetter fresh =
        new DeadLetter(
            "shop.shop.orders", EventPlace.unknown(0, 10), null, null, EventHeaders.NONE, "broken");
    DecodedChanges decoded = new DecodedChanges(List.of(), Map.of(), Set.of(), List.of(old, fresh));
    assertThat(filter(ledger, READ_POINT).filter(decoded).deadLetters()).containsExactly(fresh);
  }

  @Test
  void dropsATransactionThatTheLoadHasSeen() {
    assertThat(isKept(READ_POINT, event(4000, 3900, 101))).isFalse();
    assertThat(isKept(READ_POINT, event(4000, 3900, 104))).isFalse();
  }

  @Test
  void dropsASeenTransactionUpToTheReadPosition() {
    assertThat(isKept(READ_POINT, event(READ_POSITION - 1, READ_POSITION - 1, 104))).isFalse();
  }

  @Test
  void keepsATransactionThatWasOpenAtTheReadPointThoughItWroteBelow() {
    assertThat(isKept(READ_POINT, event(1000, 900, 102))).isTrue();
  }

  @Test
  void keepsATransactionThatBeganAfterTheReadPoint() {
    assertThat(isKept(READ_POINT, event(4999, 4998, 105))).isTrue();
  }

  @Test
  void keepsAnEventAtOrBehindTheReadPositionWhateverItsTransaction() {
    assertThat(isKept(READ_POINT, event(READ_POSITION, NONE, 101))).isTrue();
    assertThat(isKept(READ_POINT, event(READ_POSITION + 1, NONE, 101))).isTrue();
  }

  @Test
  void keepsAnEventThatFollowsACommitAtOrBehindTheReadPosition() {
    assertThat(isKept(READ_POINT, event(4000, READ_POSITION, 101))).isTrue();
    assertThat(isKept(READ_POINT, event(4000, READ_POSITION + 1, 101))).isTrue();
  }

  @Test
  void keepsAnEventYearsLaterThoughIts32BitTransactionIdLooksVisible() {
    long wrapped = 50;
    PostgresReadPoint readPoint = readPoint("4294967396:4294967396:");
    assertThat(readPoint.visible().contains(wrapped)).isTrue();
    assertThat(isKept(readPoint, event(4000, 3900, wrapped))).isFalse();
    assertThat(isKept(readPoint, event(900_000, 899_000, wrapped))).isTrue();
  }

  @Test
  void dropsASeenTransactionWhosePositionsAreNotTold() {
    assertThat(isKept(READ_POINT, event(NONE, NONE, 101))).isFalse();
  }

  @Test
  void keepsAnEventThatNamesNoTransaction() {
    assertThat(isKept(READ_POINT, event(1000, 900, NONE))).isTrue();
  }

  /** Nothing tells whether the load has its row. */
  @Test
  void refusesAnEventWithoutAKeyThatTheLoadMayHaveSeen() {
    LedgerFilter keyless =
        new LedgerFilter(NEW, READ_POINT, PostgresLog.INSTANCE, event -> true, false);
    for (Change unknown :
        List.of(event(1000, 900, NONE), event(1000, NONE, NONE), event(NONE, NONE, NONE))) {
      assertThatThrownBy(() -> keyless.filter(decoded(unknown)))
          .isInstanceOf(UnknownOrderException.class)
          .hasMessageContaining("whether the load has seen it");
    }
    for (Change known :
        List.of(
            event(1000, 900, 102), event(READ_POSITION, NONE, NONE), event(1, READ_POSITION, 0))) {
      assertThat(keyless.filter(decoded(known)).isEmpty()).isFalse();
    }
    assertThat(keyless.filter(decoded(event(1000, 900, 101))).isEmpty()).isTrue();
  }

  @Test
  void keepsEverythingOfATableThatWasNotLoaded() {
    assertThat(isKept(NEW, null, event(1, 1, 1))).isTrue();
    assertThat(isKept(NEW, null, event(NONE, NONE, NONE))).isTrue();
  }

  @Test
  void dropsWhatTheLedgerHoldsOfALoadedTableToo() {
    Ledger ledger = NEW.advance(1, Map.of(0, 1L), "", 1);
    assertThat(isKept(ledger, READ_POINT, event(900_000, 899_000, 500))).isFalse();
  }
}
