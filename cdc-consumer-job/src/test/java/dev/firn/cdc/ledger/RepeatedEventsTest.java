package dev.firn.cdc.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.testing.Places;
import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import dev.firn.source.postgres.log.PostgresLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connector sends again, in the forms that real ones were seen to send it in. */
class RepeatedEventsTest {

  private static final long NONE = -1;

  /** An event at the source; several at one place are what one statement wrote at once. */
  private record Written(
      long lsn, long lastCommit, long transaction, long millis, ChangeOperation what, int row) {

    Written committed(long at) {
      return new Written(lsn, lastCommit, transaction, at, what, row);
    }

    Change at(long offset, boolean keyed) {
      EventPlace place = Places.at(0, offset, lsn, lastCommit, transaction, millis);
      RowKey key = keyed ? new RowKey(new Object[] {row}) : null;
      @Nullable Object[] image = what == ChangeOperation.CREATE ? new Object[] {row} : null;
      return new Change(place, what, key, null, image);
    }
  }

  private static Written insert(long lsn, long lastCommit, long transaction, int row) {
    return new Written(lsn, lastCommit, transaction, lsn, ChangeOperation.CREATE, row);
  }

  private static final class Stream extends FollowedTopic {
    Stream(boolean keyed) {
      super(PostgresLog.INSTANCE, null, keyed);
    }

    void send(@Nullable String run, List<Written> events) {
      events.forEach(event -> send(run, offset -> event.at(offset, keyed)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void appliesEachEventOnceWhereverRunsBeginAndBatchesEnd(boolean keyed) {
    for (long seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      List<Written> log = history(random);
      Stream stream = new Stream(keyed);
      int sent = 0;
      int run = 0;
      while (sent < log.size()) {
        // Never behind what was sent: the stored offset is of something that was.
        int begin = run == 0 ? 0 : sent - random.nextInt(Math.min(sent, 40) + 1);
        int end = begin + random.nextInt(log.size() - begin + 1);
        for (int i = begin; i < end; i++) {
          stream.send("run" + run, log.subList(i, i + 1));
          if (random.nextInt(12) == 0) {
            stream.apply();
          }
        }
        sent = Math.max(sent, end);
        run++;
      }
      stream.apply();
      assertThat(stream.applied)
          .as("seed %s", seed)
          .isEqualTo(log.stream().map(event -> event.row()).toList());
    }
  }

  /** Transactions in the order of their commits, which have written in between each other. */
  private static List<Written> history(Random random) {
    List<Written> log = new ArrayList<>();
    long lastCommit = NONE;
    long now = 1000;
    int row = 0;
    for (int transaction = 1; transaction <= 15; transaction++) {
      long lsn = Math.max(1, now - random.nextInt(500)) * 16 + transaction;
      int records = 1 + random.nextInt(4);
      for (int record = 0; record < records; record++) {
        int rows = random.nextInt(3) == 0 ? 1 + random.nextInt(12) : 1;
        for (int i = 0; i < rows; i++) {
          log.add(new Written(lsn, lastCommit, transaction, now, ChangeOperation.CREATE, row++));
        }
        lsn += 16L * (1 + random.nextInt(5));
      }
      now = Math.max(now, lsn / 16) + 1 + random.nextInt(50);
      lastCommit = now * 16;
    }
    return log;
  }

  @Test
  void takesWhatWroteEarlierAndCommitsLaterForNew() {
    Stream stream = new Stream(true);
    stream.send("a", List.of(insert(200, 90, 2, 1)));
    stream.apply();
    stream.send("a", List.of(insert(100, 250, 1, 2)));
    assertThat(stream.apply()).containsExactly(2);
  }

  @Test
  void goesOnWithinTheRowsOfACopyIfTheNewRunBeginsBehindWhatWasSent() {
    for (boolean keyed : new boolean[] {true, false}) {
      Stream stream = new Stream(keyed);
      stream.send("a", List.of(insert(100, 90, 1, 1), insert(100, 90, 1, 2)));
      stream.apply();
      stream.send("b", List.of(insert(100, 90, 1, 3), insert(100, 90, 1, 4)));
      assertThat(stream.apply()).containsExactly(3, 4);
    }
  }

  @Test
  void keepsEqualRowsOfOneRunAndWhatIsKnownToBeginBeforeThem() {
    Stream stream = new Stream(false);
    Written first = insert(80, 70, 1, 1);
    Written equal = insert(100, 90, 2, 7);
    stream.send("a", List.of(first, equal, equal));
    assertThat(stream.apply()).containsExactly(1, 7, 7);
    stream.send("b", List.of(first, equal, equal, equal));
    assertThat(stream.apply()).containsExactly(7);
  }

  @Test
  void refusesEqualRowsIfNothingTellsWhereTheRunBegins() {
    Stream stream = new Stream(false);
    Written equal = insert(100, 90, 2, 7);
    stream.send("a", List.of(equal, equal));
    stream.apply();
    stream.send("b", List.of(equal, equal));
    assertThatThrownBy(stream::apply)
        .isInstanceOf(UnknownOrderException.class)
        .hasMessageContaining("begun again in the midst of rows that were written at once");
  }

  @Test
  void recognisesRepeatsOfConnectorsThatDoNotNameTheirRuns() {
    Stream stream = new Stream(true);
    List<Written> log = List.of(insert(80, 70, 1, 1), insert(100, 90, 2, 2), insert(100, 90, 2, 3));
    stream.send(null, log);
    assertThat(stream.apply()).containsExactly(1, 2, 3);
    stream.send(null, log);
    stream.send(null, List.of(insert(100, 90, 2, 4), insert(200, 150, 3, 5)));
    assertThat(stream.apply()).containsExactly(4, 5);
  }

  @Test
  void recognisesTheFirstTransactionOfAConnectorThatHadStoredNoOffsets() {
    Stream stream = new Stream(true);
    Written first = insert(100, NONE, 1, 1);
    stream.send("a", List.of(first, insert(50, 140, 2, 2), insert(300, 200, 3, 3)));
    stream.apply();
    stream.send("b", List.of(first, insert(50, 140, 2, 2), insert(300, 200, 3, 3)));
    assertThat(stream.apply()).isEmpty();
    // Begun again within it, Debezium says its own place in place of the last commit.
    stream.send("c", List.of(insert(100, 95, 1, 1), insert(50, 140, 2, 2)));
    assertThat(stream.apply()).isEmpty();
  }

  @Test
  void goesOnInTheFirstTransactionThoughItsLastCommitIsToldInAnotherWay() {
    Stream stream = new Stream(true);
    stream.send("a", List.of(insert(100, NONE, 1, 1), insert(300, NONE, 1, 2)));
    stream.apply();
    stream.send("b", List.of(insert(300, 100, 1, 2), insert(400, 100, 1, 3)));
    assertThat(stream.apply()).containsExactly(3);
  }

  @Test
  void takesFromAConnectorWithoutItsOffsetsWhatWasCommittedLater() {
    Stream stream = new Stream(true);
    stream.send("a", List.of(insert(100, 90, 1, 1), insert(300, 250, 3, 3)));
    stream.apply();
    // A long transaction that commits only now.
    stream.send("b", List.of(insert(200, NONE, 9, 9).committed(310), insert(300, 250, 3, 3)));
    assertThat(stream.apply()).containsExactly(9);
    stream.send("b", List.of(insert(210, NONE, 9, 10).committed(310), insert(500, 400, 10, 11)));
    assertThat(stream.apply()).containsExactly(10, 11);
  }

  /** An earlier state would come back, and what follows is told from what is new. */
  @ParameterizedTest
  @ValueSource(longs = {100, 300})
  void refusesWhatAConnectorWithoutItsOffsetsMayHaveSentBefore(long committed) {
    Stream stream = new Stream(true);
    Written first = insert(100, 90, 1, 1);
    stream.send("a", List.of(first, insert(300, 250, 3, 3)));
    stream.apply();
    stream.send("b", List.of(insert(100, NONE, 1, 1).committed(committed)));
    assertThatThrownBy(stream::apply)
        .isInstanceOf(UnknownOrderException.class)
        .hasMessageContaining("begun without its stored offsets");
  }

  @Test
  void refusesThePlacesOfAnotherLog() {
    Stream stream = new Stream(true);
    stream.send("a", List.of(insert(9_000, 8_000, 50, 1)));
    stream.apply();
    stream.send("b", List.of(new Written(100, 90, 7, 20_000, ChangeOperation.CREATE, 2)));
    assertThatThrownBy(stream::apply)
        .isInstanceOf(UnknownOrderException.class)
        .hasMessageContaining("the source's log is another one, of a restored or another server");
  }

  @Test
  void takesRowsThatTheConnectorReadsAsTheyCome() {
    Stream stream = new Stream(true);
    Written read = new Written(NONE, 400, NONE, NONE, ChangeOperation.READ, 5);
    stream.send("a", List.of(insert(500, 450, 4, 1)));
    stream.apply();
    stream.send("a", List.of(read, insert(600, 550, 5, 2)));
    assertThat(stream.apply()).hasSize(2);
    stream.send("b", List.of(read, insert(600, 550, 5, 2)));
    assertThat(stream.apply()).hasSize(1);
  }

  @Test
  void dropsATruncateThatComesAgain() {
    Stream stream = new Stream(false);
    Written truncate = new Written(100, 90, 1, 100, ChangeOperation.TRUNCATE, 0);
    stream.send("a", List.of(truncate, insert(200, 150, 2, 1)));
    stream.apply();
    stream.send("b", List.of(truncate, insert(200, 150, 2, 1), insert(300, 250, 3, 2)));
    assertThat(stream.apply()).containsExactly(2);
  }
}
