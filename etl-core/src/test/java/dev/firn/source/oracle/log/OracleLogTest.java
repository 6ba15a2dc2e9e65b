package dev.firn.source.oracle.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.LogPlace;
import dev.firn.model.SourceLog;
import dev.firn.model.SourceLog.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleLogTest {

  private static LogPlace place(long commitScn, String transaction, long sequence) {
    SourceLog.PlaceReader event = OracleLog.INSTANCE.newPlace();
    event.text("commit_scn", Long.toUnsignedString(commitScn));
    event.text("txId", transaction);
    event.number("txSeq", sequence);
    event.number("redo_thread", 1);
    return event.place();
  }

  @ParameterizedTest(name = "{0} of {1} at {2} is {6} {3} of {4} at {5}")
  @CsvSource({
    // The order of commits, whatever was written when.
    "1, 0a001b00c2040000, 10, 9, 0a001b00c2040001, 9,  AFTER",
    "9, 0a001b00c2040000, 9,  1, 0a001b00c2040001, 10, BEFORE",
    // As numbers, not as texts, and without a sign.
    "1, 0a001b00c2040000, 10, 1, 0a001b00c2040001, 9,  AFTER",
    "1, 0a001b00c2040000, -9, 1, 0a001b00c2040001, 9,  AFTER",
    // The events of a transaction by their numbers.
    "3, 0a001b00c2040000, 10, 2, 0a001b00c2040000, 10, AFTER",
    "2, 0a001b00c2040000, 10, 3, 0a001b00c2040000, 10, BEFORE",
    "3, 0a001b00c2040000, 10, 3, 0a001b00c2040000, 10, SAME",
    // Nothing tells which of two transactions was the first.
    "3, 0a001b00c2040000, 10, 3, 0a001b00c2040001, 10, BESIDE",
    // A transaction's id may come again.
    "1, 0a001b00c2040000, 99, 3, 0a001b00c2040000, 10, AFTER"
  })
  void comesInTheOrderOfCommits(
      long sequence,
      String transaction,
      long commit,
      long lastSequence,
      String lastTransaction,
      long lastCommit,
      Order order) {
    assertThat(
            place(commit, transaction, sequence)
                .order(place(lastCommit, lastTransaction, lastSequence)))
        .isEqualTo(order);
  }

  @Test
  void hasALaneForEachRedoThread() {
    assertThat(place(1, "0a001b00c2040000", 7).lane()).isEqualTo(1);
    SourceLog.PlaceReader other = OracleLog.INSTANCE.newPlace();
    other.text("commit_scn", "10");
    other.text("txId", "0a001b00c2040000");
    other.text("txSeq", "7");
    other.text("redo_thread", "2");
    assertThat(other.place().lane()).isEqualTo(2);
    assertThat(other.place().namesTransaction()).isTrue();
  }

  @ParameterizedTest(name = "without {0}")
  @CsvSource({"commit_scn", "txId", "txSeq", "redo_thread"})
  void isNotComparedIfAnythingIsMissing(String missing) {
    SourceLog.PlaceReader event = OracleLog.INSTANCE.newPlace();
    for (String field : new String[] {"commit_scn", "txId", "txSeq", "redo_thread"}) {
      if (!field.equals(missing)) {
        event.text(field, field.equals("txId") ? "0a001b00c2040000" : "7");
      }
    }
    LogPlace whole = place(7, "0a001b00c2040000", 7);
    assertThat(event.place().order(whole)).isEqualTo(Order.UNKNOWN);
    assertThat(whole.order(event.place())).isEqualTo(Order.UNKNOWN);
    assertThat(event.place().lane()).isZero();
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "txSeq, -5",
    "txSeq, 281474976710656",
    "redo_thread, 32768",
    "redo_thread, -1",
    "commit_scn, seven",
    "txId, 5.22.1234",
    "txId, 0x0005.016.00000001",
    "txId, 7"
  })
  void isNotComparedByWhatMeansNothing(String field, String value) {
    SourceLog.PlaceReader event = OracleLog.INSTANCE.newPlace();
    event.text("commit_scn", "7");
    event.text("txId", "0a001b00c2040000");
    event.text("txSeq", "7");
    event.text("redo_thread", "1");
    LogPlace whole = event.place();
    event = OracleLog.INSTANCE.newPlace();
    for (String one : new String[] {"commit_scn", "txId", "txSeq", "redo_thread"}) {
      event.text(one, one.equals(field) ? value : one.equals("txId") ? "0a001b00c2040000" : "7");
    }
    assertThat(event.place().order(whole)).isEqualTo(Order.UNKNOWN);
  }

  @Test
  void mayHaveBeenWrittenBeforeALookThatWasNotBehindItsCommit() {
    assertThat(place(10, "0a001b00c2040000", 1).beganBefore(10)).isTrue();
    assertThat(place(10, "0a001b00c2040000", 1).beganBefore(9)).isFalse();
  }
}
