package dev.firn.cdc.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.model.ChangeOperation;
import dev.firn.model.SourceLog;
import dev.firn.row.RowKey;
import dev.firn.source.oracle.log.OracleLog;
import dev.firn.source.oracle.log.OracleReadPoint;
import dev.firn.source.oracle.log.OracleScn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Debezium's connector for Oracle sends again, by the rules of its own code. */
class RepeatedRedoTest {

  /**
   * An event of the table; what is missing in the numbers of a transaction are events of others.
   *
   * @param row what it writes; the row's key too, if the table has one
   */
  private record Written(int thread, long commit, int transaction, long sequence, int row) {

    Change at(long offset, boolean keyed) {
      SourceLog.PlaceReader place = OracleLog.INSTANCE.newPlace();
      place.text("commit_scn", Long.toString(commit));
      place.text("txId", "%016x".formatted(0x0a001b0000000000L + transaction));
      place.number("txSeq", sequence);
      place.number("redo_thread", thread);
      return new Change(
          new EventPlace(0, offset, place.place(), commit),
          ChangeOperation.CREATE,
          keyed ? new RowKey(new Object[] {row}) : null,
          null,
          new Object[] {row});
    }
  }

  /** Where a connector's task begins again: what it has stored with an event. */
  private record Offset(
      Map<Integer, Long> commits, Map<Integer, Set<Integer>> at, int transaction, long sequence) {

    static final Offset NONE = new Offset(Map.of(), Map.of(), -1, -1);

    boolean isDone(Written event) {
      long last = commits.getOrDefault(event.thread(), -1L);
      return last > event.commit()
          || (last == event.commit()
              && at.getOrDefault(event.thread(), Set.of()).contains(event.transaction()))
          || (transaction == event.transaction() && sequence >= event.sequence());
    }

    /** With an event, whose transaction is not done yet. */
    Offset with(Written event) {
      return new Offset(commits, at, event.transaction(), event.sequence());
    }

    Offset committed(Written last) {
      Map<Integer, Long> scns = new HashMap<>(commits);
      Map<Integer, Set<Integer>> ids = new HashMap<>(at);
      Set<Integer> same = new HashSet<>();
      if (commits.getOrDefault(last.thread(), -1L) == last.commit()) {
        same.addAll(at.get(last.thread()));
      }
      same.add(last.transaction());
      scns.put(last.thread(), last.commit());
      ids.put(last.thread(), same);
      return new Offset(scns, ids, last.transaction(), last.sequence());
    }
  }

  private static final class Stream extends FollowedTopic {
    Stream(boolean keyed, @Nullable OracleReadPoint load) {
      super(OracleLog.INSTANCE, load, keyed);
    }

    void send(String run, Written... events) {
      for (Written event : events) {
        send(run, offset -> event.at(offset, keyed));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void appliesEachEventOnceWhereverTasksBeginAndBatchesEnd(boolean keyed) {
    for (long seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      List<Written> log = history(random);
      long read = random.nextInt(3) == 0 ? 0 : log.get(random.nextInt(log.size())).commit();
      Stream stream =
          new Stream(
              keyed, new OracleReadPoint(OracleScn.parse(Long.toString(read)), Instant.EPOCH));
      replay(random, log, stream);
      stream.apply();
      assertThat(stream.applied)
          .as("seed %s", seed)
          .isEqualTo(
              log.stream().filter(event -> event.commit() > read).map(Written::row).toList());
    }
  }

  /** Sends all of it, in runs each of which begins where an earlier one has stored that it was. */
  private static void replay(Random random, List<Written> log, Stream stream) {
    List<Offset> stored = new ArrayList<>(List.of(Offset.NONE));
    boolean complete = false;
    for (int run = 0; !complete; run++) {
      Offset from = stored.get(stored.size() - 1 - random.nextInt(Math.min(stored.size(), 30)));
      Offset now = from;
      complete = random.nextInt(4) == 0;
      int left = complete ? Integer.MAX_VALUE : random.nextInt(40);
      for (int i = 0; i < log.size() && left > 0; i++) {
        Written event = log.get(i);
        if (from.isDone(event)) {
          continue;
        }
        stream.send("run" + run, event);
        left--;
        boolean last = i + 1 == log.size() || log.get(i + 1).transaction() != event.transaction();
        now = last && left > 0 ? now.committed(event) : now.with(event);
        stored.add(now);
        if (random.nextInt(12) == 0) {
          stream.apply();
        }
      }
    }
  }

  /** Transactions of two threads, in the order of their commits; some have theirs in common. */
  private static List<Written> history(Random random) {
    List<Written> log = new ArrayList<>();
    long commit = 1000;
    int row = 0;
    for (int transaction = 1; transaction <= 20; transaction++) {
      commit += random.nextInt(3);
      int thread = 1 + random.nextInt(2);
      long sequence = 0;
      for (int events = 1 + random.nextInt(5); events > 0; events--) {
        sequence += 1 + random.nextInt(3);
        log.add(new Written(thread, commit, transaction, sequence, row++));
      }
    }
    return log;
  }

  @Test
  void tellsTransactionsThatHaveTheirCommitInCommon() {
    Stream stream = new Stream(false, null);
    stream.send("a", new Written(1, 10, 1, 1, 11), new Written(1, 10, 2, 1, 21));
    assertThat(stream.apply()).containsExactly(11, 21);
    stream.send("b", new Written(1, 10, 1, 1, 11), new Written(1, 10, 2, 1, 21));
    stream.send("b", new Written(1, 10, 2, 2, 22), new Written(1, 10, 3, 1, 31));
    assertThat(stream.apply()).containsExactly(22, 31);
    stream.send("c", new Written(1, 10, 1, 2, 12));
    assertThatThrownBy(stream::apply)
        .isInstanceOf(UnknownOrderException.class)
        .hasMessageContaining("goes on behind another that was committed at the same SCN");
  }

  @Test
  void refusesACommitThatComesBehindALaterOneOfAnotherServer() {
    Stream stream = new Stream(true, null);
    stream.send("a", new Written(1, 10, 1, 1, 1), new Written(2, 12, 2, 1, 2));
    stream.send("b", new Written(1, 10, 1, 1, 1), new Written(2, 12, 2, 1, 2));
    assertThat(stream.apply()).containsExactly(1, 2);
    stream.send("b", new Written(1, 11, 3, 1, 3));
    assertThatThrownBy(stream::apply)
        .isInstanceOf(UnknownOrderException.class)
        .hasMessage(
            "it was committed before SCN 12, which another server of the same database has"
                + " committed and which the connector has sent first");
  }
}
