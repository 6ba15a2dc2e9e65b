package dev.firn.cdc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.cdc.testing.AccountEvents;
import dev.firn.cdc.testing.KillSweep;
import dev.firn.cdc.testing.RecordedTable;
import dev.firn.cdc.testing.StreamRig;
import dev.firn.error.ConfigException;
import dev.firn.error.DataGapException;
import dev.firn.error.ErrorCode;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.localstack.Certificates;
import dev.firn.localstack.KafkaBroker;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import dev.firn.status.StatusTracker;
import dev.firn.status.TableStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What consumers make of a real Kafka: deaths (a slice of {@code scripts/check
 * stream-kill-points}), events that vanish while they are read, dead letters that wait for others.
 */
class StreamIT {

  private static final long SEED = Long.getLong("seed", 20_261_121);

  @TempDir static Path directory;
  static LocalStack stack;
  static Certificates tls;

  @BeforeAll
  static void start() {
    tls = Certificates.in(directory.resolve("tls"));
    stack = LocalStack.in(directory).only(Service.KAFKA).kafkaSecuredBy(tls).start();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @AfterEach
  void takeTrapAway() {
    FaultPoint.install(null);
  }

  private static StreamRig rig(String name, int tables) throws Exception {
    return new StreamRig(stack.kafka().bootstrapServers(), name, tables);
  }

  /** Does something to Kafka when a batch is planned and before its events are read. */
  private static void beforeTheBatchIsRead(Runnable event) {
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("stream.batch.before")) {
            FaultPoint.install(null);
            event.run();
          }
        });
  }

  @Test
  void aConsumerThatDiesAtAnyStepIsGoneOnWithExactly() throws Exception {
    try (StreamRig rig = rig("killed", 2)) {
      KillSweep sweep = new KillSweep(rig, SEED);
      Set<String> places = sweep.places();
      for (String place : List.of("stream.append.after/t1", "lake.publish.after/t0")) {
        assertThat(places).contains(place);
        assertThat(sweep.dieAt(place, 1)).as("died at %s, seed %d", place, SEED).isEmpty();
      }
    }
  }

  @Test
  void appliesABatchInPartsThatTheDriverCanHold() throws Exception {
    String bootstrapServers = stack.kafka().bootstrapServers();
    try (StreamRig rig = new StreamRig(bootstrapServers, "parts", 2, "max_batch_bytes: 1000")) {
      rig.tables().get(0).insert(1, 10, "x".repeat(5000));
      rig.write(new Random(SEED), 30);
      rig.tables().get(1).insert(2, 10, "y".repeat(5000));
      insert(rig.tables().get(0), 101, 140);
      rig.consume(10_000);
      assertThat(rig.problems()).as("seed %d", SEED).isEmpty();
      assertThat(rig.behind()).isEmpty();
      assertThat(rig.states("t0")).isGreaterThan(5);
      assertThat(rig.states("t1")).isGreaterThan(5);
    }
  }

  @Test
  void theStatusSaysHowFarEveryTableIsBehind() throws Exception {
    String bootstrapServers = stack.kafka().bootstrapServers();
    try (StreamRig rig = new StreamRig(bootstrapServers, "lag", 2, "truncate_mode: fail")) {
      rig.tables().forEach(table -> table.insert(1, 10, "first"));
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.status("t0").freshness())
          .satisfies(
              fresh -> {
                assertThat(fresh.lagEvents()).isZero();
                assertThat(fresh.lagSeconds()).isZero();
                assertThat(fresh.sourceTimestamp()).isEqualTo(AccountEvents.FIRST_COMMIT);
              });
      int written = rig.states(StatusTracker.TABLE);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.states(StatusTracker.TABLE)).isEqualTo(written);

      rig.tables().forEach(table -> table.insert(2, 20, "second"));
      rig.tables().get(1).truncate();
      rig.tables().get(1).insert(3, 30, "third");
      assertThat(rig.consume(100)).isEqualTo(ExitCode.DRIFT);
      assertThat(rig.states(StatusTracker.TABLE)).isEqualTo(written + 1);
      assertThat(rig.status("t0").freshness().lagEvents()).isZero();
      assertThat(rig.status("t0").errorMessage()).isNull();
      TableStatus behind = rig.status("t1");
      assertThat(behind.freshness().lagEvents()).isEqualTo(3);
      assertThat(behind.freshness().lagSeconds())
          .isEqualTo(
              Duration.between(AccountEvents.FIRST_COMMIT, behind.freshness().measuredAt())
                  .toSeconds());
      assertThat(behind.errorMessage())
          .startsWith("quarantined: FIRN-7001 Cannot apply TRUNCATE to ");
    }
  }

  @Test
  void namesTheEventsThatVanishWhileItRuns() throws Exception {
    try (StreamRig rig = rig("vanished", 1)) {
      rig.write(new Random(SEED), 5);
      rig.consume(100);
      long held = rig.tables().get(0).end();
      rig.write(new Random(SEED), 5);
      long end = rig.tables().get(0).end();
      beforeTheBatchIsRead(() -> rig.expire("t0", end));
      assertThatThrownBy(() -> rig.consume(100))
          .isInstanceOfSatisfying(
              DataGapException.class,
              gap -> assertThat(gap.exitCode()).isEqualTo(ExitCode.DATA_GAP))
          .hasMessageEndingWith(
              "Cannot go on with t0: it needs offset %d of vanished.public.t0-0, the topic starts at"
                      .formatted(held)
                  + " %d, so %d events are gone. Reload it with firn bulk-load --source vanished"
                      .formatted(end, end - held)
                  + " --tables t0 --no-resume, then start again.");
      assertThat(rig.problems()).isEmpty();
      assertThat(rig.behind()).hasSize(1);
    }
  }

  @Test
  void missesNothingThatTheLoadHasSeenBeforeKafkaLostIt() throws Exception {
    try (StreamRig rig = rig("begun", 3)) {
      for (RecordedTable table : rig.tables()) {
        insert(table, 1, 4);
        rig.load(table.name());
        insert(table, 5, 8);
      }
      rig.producer().flush();
      rig.expire("t0", 3);
      rig.expire("t1", 5);
      rig.expire("t2", 8);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.DATA_GAP);
      assertThat(rig.status("t0").errorMessage()).isNull();
      assertThat(rig.status("t1").errorMessage())
          .contains("Cannot go on with t1: events of begun.public.t1-0 before offset 5 are gone");
      assertThat(rig.status("t2").errorMessage())
          .contains("Cannot go on with t2: events of begun.public.t2-0 before offset 8 are gone");
      assertThatThrownBy(() -> rig.consume(100, Set.of("t3")))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("Cannot accept a gap of t3: source begun has no such table");
      rig.consume(100, Set.of("t1", "t2"));
      rig.consume(100);
      assertThat(rig.rows("t0")).containsExactly("5 50 row", "6 60 row", "7 70 row", "8 80 row");
      assertThat(rig.rows("t1")).containsExactly("6 60 row", "7 70 row", "8 80 row");
      assertThat(rig.rows("t2")).isEmpty();
      insert(rig.tables().get(2), 9, 9);
      rig.producer().flush();
      rig.expire("t2", 9);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.DATA_GAP);
      assertThat(rig.status("t2").errorMessage())
          .contains("t2: events of begun.public.t2-0 before offset 9 are gone, and");
    }
  }

  @Test
  void goesOnAfterTheReloadThatAGapNeeds() throws Exception {
    try (StreamRig rig = rig("cured", 1)) {
      RecordedTable table = rig.tables().get(0);
      insert(table, 1, 4);
      rig.consume(100);
      insert(table, 5, 8);
      rig.producer().flush();
      rig.expire("t0", 6);
      assertThatThrownBy(() -> rig.consume(100)).hasMessageContaining("so 2 events are gone");
      rig.load("t0");
      rig.consume(100);
      insert(table, 9, 9);
      rig.consume(100);
      assertThat(rig.rows("t0")).containsExactly("9 90 row");

      rig.makeAnew("t0");
      insert(table, 10, 10);
      assertThatThrownBy(() -> rig.consume(100)).hasMessageContaining("was deleted and recreated");
      rig.load("t0");
      insert(table, 11, 11);
      rig.consume(100);
      assertThat(rig.rows("t0")).containsExactly("11 110 row");
    }
  }

  @Test
  void appliesNoEventsOfAConnectorOfWhichNobodyKnowsHowItIsSet() throws Exception {
    try (StreamRig rig = rig("unproven", 2)) {
      RecordedTable unproven = rig.tables().get(0);
      insert(unproven, 1, 1);
      unproven.provesNothing();
      insert(unproven, 2, 2);
      insert(rig.tables().get(1), 1, 1);
      assertThat(rig.consume(1)).isEqualTo(ExitCode.PARTIAL);
      assertThat(rig.rows("t0")).containsExactly("1 10 row");
      assertThat(rig.rows("t1")).containsExactly("1 10 row");
      assertThat(rig.status("t0").errorMessage())
          .contains("its event at offset 1 of partition 0 does not have header firn.settings")
          .contains("trust_connector in sources.yaml");

      rig.load("t0");
      insert(rig.tables().get(1), 2, 2);
      assertThat(rig.consume(100)).as("events that the load has seen").isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void takesTheWordOfAUserForHisOwnConnector() throws Exception {
    try (StreamRig rig =
        new StreamRig(stack.kafka().bootstrapServers(), "trusted", 1, "trust_connector: true")) {
      rig.tables().get(0).provesNothing();
      insert(rig.tables().get(0), 1, 1);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("1 10 row");
    }
  }

  @Test
  void createsNoTableWithoutTheFirstEventsOfItsTopic() throws Exception {
    try (StreamRig rig = rig("unknown", 1)) {
      RecordedTable unknown = rig.unknownTable("t9");
      insert(unknown, 1, 3);
      insert(rig.tables().get(0), 1, 1);
      rig.producer().flush();
      rig.expire("t9", 2);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("1 10 row");
      assertThat(rig.lake().find(rig.id("t9"))).isEmpty();
    }
  }

  /**
   * A routed event comes in the topic of another table, so nobody knows whether it is the first.
   */
  @Test
  void anEventOfATableWithoutATopicOfItsOwnStopsNoOther() throws Exception {
    try (StreamRig rig = rig("routed", 1)) {
      RecordedTable table = rig.tables().get(0);
      insert(table, 1, 1);
      byte[] event =
          new AccountEvents(rig.name(), "public", "ghost")
              .envelope('c', null, AccountEvents.row(9, 1, 1, "x"));
      ProducerRecord<byte[], byte[]> routed =
          new ProducerRecord<>(table.topic(), 0, AccountEvents.key(9), event);
      AccountEvents.prove(routed);
      rig.producer().send(routed).get(60, TimeUnit.SECONDS);
      insert(table, 2, 2);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("1 10 row", "2 20 row");
      assertThat(rig.lake().find(rig.id("ghost"))).isEmpty();
      assertThat(rig.status("ghost").errorMessage())
          .startsWith("Kafka does not have all events of a topic of its own")
          .contains("firn bulk-load --source routed --tables ghost");
    }
  }

  private static void insert(RecordedTable table, int first, int last) {
    for (int key = first; key <= last; key++) {
      table.insert(key, 10 * key, "row");
    }
  }

  @Test
  void appliesNothingOfATopicThatIsMadeAnewWhileItRuns() throws Exception {
    try (StreamRig rig = rig("anew", 1)) {
      rig.write(new Random(SEED), 5);
      rig.consume(100);
      long held = rig.tables().get(0).end();
      rig.write(new Random(SEED), 5);
      beforeTheBatchIsRead(() -> rig.makeAnew("t0"));
      assertThatThrownBy(() -> rig.consume(100))
          .isInstanceOf(DataGapException.class)
          .hasMessageContaining("it holds topic anew.public.t0 up to {0=%d}".formatted(held))
          .hasMessageContaining("and that topic was deleted and recreated. Reload it with firn");
      assertThat(rig.problems()).isEmpty();
    }
  }

  @Test
  void whatAConnectorSendsAgainChangesNothing() throws Exception {
    for (int batchSize : new int[] {7, 100}) {
      try (StreamRig rig = rig("again" + batchSize, 1)) {
        RecordedTable table = rig.tables().get(0);
        rig.write(new Random(SEED), 30);
        table.insert(100, 10, "large");
        table.updateWithoutFiller(100, 20);
        table.repeat(3);
        rig.consume(batchSize);
        table.repeat(5);
        table.updateWithoutFiller(100, 30);
        rig.consume(batchSize);
        assertThat(rig.rows("t0")).contains("100 30 large");
        assertThat(rig.problems()).as("every state that was published").isEmpty();
        assertThat(rig.ledger("t0").events())
            .as("repeats are no events of the table")
            .isLessThan(table.end() / 2);
      }
    }
  }

  @Test
  void aRetriedLetterTakesAlongThoseThatWaitedForIt() throws Exception {
    try (StreamRig rig = rig("waiting", 1)) {
      RecordedTable table = rig.tables().get(0);
      table.insert(1, 10, "large");
      table.unreadable(1);
      table.updateWithoutFiller(1, 20);
      table.updateWithoutFiller(1, 30);
      rig.consume(100);
      assertThat(rig.rows("t0")).containsExactly("1 10 large");
      assertThat(rig.letters("retry", List.of("waiting.public.t0/0/2")))
          .contains(
              "waiting.public.t0/0/2  open  it leaves out large values, and an earlier event");
      assertThat(rig.letters("discard", List.of("waiting.public.t0/0/1"))).contains("Discarded 1");
      assertThat(rig.letters("retry", List.of()))
          .contains("waiting.public.t0/0/2  retried  applied to")
          .contains("waiting.public.t0/0/3  retried  applied with waiting.public.t0/0/2");
      assertThat(rig.rows("t0")).containsExactly("1 30 large");
    }
  }

  @Test
  void changesOfARowWhoseInsertWasDiscardedBecomeLettersUntilOneCarriesAllOfIt() throws Exception {
    try (StreamRig rig = rig("discarded", 1)) {
      RecordedTable table = rig.tables().get(0);
      insert(table, 2, 2);
      table.unreadable(1);
      rig.consume(100);
      assertThat(rig.letters("discard", List.of())).contains("Discarded 1");
      table.updateWithoutFiller(1, 20);
      insert(table, 3, 3);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("2 20 row", "3 30 row");
      assertThat(rig.letters("retry", List.of()))
          .contains("discarded.public.t0/0/2  open  ")
          .contains("rows that the table does not hold");

      assertThat(rig.letters("discard", List.of())).contains("Discarded 1");
      table.updateWithoutFiller(1, 21);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      insert(table, 1, 1);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("1 10 row", "2 20 row", "3 30 row");

      // The newest batch of letters is named by its table, and would come back.
      assertThat(rig.letters("remove", List.of())).contains("Removed 2 dead letters");
      assertThat(rig.letters("remove", List.of())).contains("Removed 0 dead letters");
      insert(table, 4, 4);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.letters("retry", List.of())).contains("discarded.public.t0/0/4  retried");
      assertThat(rig.rows("t0")).containsExactly("1 10 row", "2 20 row", "3 30 row", "4 40 row");
    }
  }

  /** Of a row that is there again, later changes are no letters any more, in the same run too. */
  @Test
  void aRowThatWasMissingAndIsBroughtWholeIsMissingNoMore() throws Exception {
    try (StreamRig rig = rig("broughtwhole", 1)) {
      RecordedTable table = rig.tables().get(0);
      insert(table, 2, 2);
      table.unreadable(1);
      rig.consume(100);
      assertThat(rig.letters("discard", List.of())).contains("Discarded 1");
      table.updateWithoutFiller(1, 20);
      insert(table, 1, 1);
      insert(table, 3, 3);
      table.updateWithoutFiller(1, 30);
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.batch.before") && rig.rows("t0").contains("3 30 row")) {
              FaultPoint.install(null);
              assertThat(rig.letters("discard", List.of())).contains("Discarded 1");
            }
          });
      assertThat(rig.consume(1)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("1 30 row", "2 20 row", "3 30 row");
    }
  }

  /**
   * The event that comes again would be taken for one that is later than those that it precedes.
   */
  @Test
  void aRetriedLetterIsNotOverwrittenByEventsThatComeAgain() throws Exception {
    try (StreamRig rig = rig("letteragain", 1)) {
      RecordedTable table = rig.tables().get(0);
      table.insert(1, 10, "large");
      table.unreadable(1);
      table.updateWithoutFiller(1, 20);
      table.updateWithoutFiller(1, 30);
      table.repeat(2, 3);
      rig.consume(100);
      assertThat(rig.rows("t0")).containsExactly("1 10 large");
      assertThat(rig.letters("discard", List.of("letteragain.public.t0/0/1")))
          .contains("Discarded 1");
      assertThat(rig.letters("retry", List.of()))
          .contains("letteragain.public.t0/0/2  retried  applied to")
          .contains("letteragain.public.t0/0/3  retried  applied with letteragain.public.t0/0/2")
          .doesNotContain("letteragain.public.t0/0/4");
      assertThat(rig.rows("t0")).containsExactly("1 30 large");
    }
  }

  /** An older row of the key is in the table's history, with a value of its own. */
  @Test
  void aRowIsNeverGivenTheValueOfAnotherThatHadItsKeyBefore() throws Exception {
    try (StreamRig rig = rig("older", 1)) {
      RecordedTable table = rig.tables().get(0);
      table.insert(1, 10, "of the former row");
      rig.consume(100);
      table.truncate();
      rig.consume(100);
      table.unreadable(1);
      rig.consume(100);
      assertThat(rig.letters("discard", List.of())).contains("Discarded 1");
      table.updateWithoutFiller(1, 20);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).isEmpty();
      assertThat(rig.letters("retry", List.of()))
          .contains("older.public.t0/0/3  open  ")
          .contains("rows that the table does not hold");
    }
  }

  @Test
  void aTruncateThatATableIgnoresSettlesNoLetter() throws Exception {
    for (String mode : List.of("truncate", "delete")) {
      String name = "ignored" + mode;
      try (StreamRig rig =
          new StreamRig(stack.kafka().bootstrapServers(), name, 1, mode + "_mode: ignore")) {
        RecordedTable table = rig.tables().get(0);
        table.insert(1, 10, "large");
        table.insert(2, 20, "other");
        table.unreadable(1);
        table.updateWithoutFiller(1, 11);
        table.truncate();
        assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
        assertThat(rig.letters("discard", List.of(name + ".public.t0/0/2"))).contains("1");
        assertThat(rig.letters("retry", List.of())).contains(name + ".public.t0/0/3  retried");
        assertThat(rig.rows("t0")).as(mode).containsExactly("1 11 large", "2 20 other");
      }
    }
  }

  /** The most natural target of a rollback: what the load has published. The others go on. */
  @Test
  void refusesATableThatWasRolledBackToItsLoadUntilItIsReloaded() throws Exception {
    try (StreamRig rig = rig("rolledback", 2)) {
      RecordedTable table = rig.tables().get(0);
      insert(table, 1, 2);
      rig.consume(100);
      rig.load("t0");
      long loaded = rig.lake().open(rig.id("t0")).snapshotId();
      insert(table, 3, 3);
      table.unreadable(3);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      rig.rollBack("t0", loaded);
      insert(table, 5, 5);
      assertThat(rig.letters("retry", List.of())).contains("open").contains("it was rolled back");
      insert(rig.tables().get(1), 1, 1);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.DATA_GAP);
      assertThat(rig.result())
          .contains("it was rolled back or replaced")
          .contains("firn bulk-load --source rolledback --tables t0");
      assertThat(rig.rows("t0")).isEmpty();
      assertThat(rig.rows("t1")).containsExactly("1 10 row");
      rig.load("t0");
      insert(table, 6, 6);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("6 60 row");
      assertThat(rig.rows("t1")).containsExactly("1 10 row");
    }
  }

  @Test
  void aTableWithWhichSomethingIsWrongAtTheStartStopsNoOther() throws Exception {
    try (StreamRig rig = rig("unprepared", 2)) {
      rig.lake()
          .open(rig.id("t0"))
          .alter()
          .setProperties(Map.of(TableProperty.BACKFILL_PREFIX + "abalance", "no number"));
      rig.tables().forEach(table -> insert(table, 1, 1));
      assertThat(rig.consume(100)).isEqualTo(ExitCode.PARTIAL);
      assertThat(rig.status("t0").errorMessage()).startsWith("quarantined: ");
      assertThat(rig.rows("t0")).isEmpty();
      assertThat(rig.rows("t1")).containsExactly("1 10 row");
    }
  }

  @Test
  void aTopicThatNoTableNeedsMayBeDeletedMeanwhile() throws Exception {
    try (StreamRig rig = rig("foreign", 1)) {
      String dropped = "foreign.public.dropped_long_ago";
      StreamRig.createTopics(stack.kafka().bootstrapServers(), List.of(dropped));
      insert(rig.tables().get(0), 1, 4);
      rig.producer().flush();
      AtomicInteger batches = new AtomicInteger();
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.batch.before") && batches.incrementAndGet() == 2) {
              rig.deleteTopic(dropped);
            }
          });
      assertThat(rig.consume(2)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).hasSize(4);
    }
  }

  /** So many events that two tasks share the only partition. */
  @Test
  void anEventWaitsForALetterThatAnotherTaskHasRead() throws Exception {
    try (StreamRig rig = rig("torn", 1)) {
      RecordedTable table = rig.tables().get(0);
      table.insert(1, 10, "large");
      table.unreadable(1);
      insert(table, 2, 21_000);
      table.updateWithoutFiller(1, 20);
      rig.consume(100_000);
      assertThat(rig.rows("t0")).hasSize(21_000).contains("1 10 large");
      assertThat(rig.letters("retry", List.of()))
          .contains("torn.public.t0/0/21001  open  it leaves out large values");
    }
  }

  /** What comes next is decoded while the letter is not stored yet. */
  @Test
  void whatIsReadAheadWaitsForALetterOfTheBatchBefore() throws Exception {
    try (StreamRig rig = rig("ahead", 1)) {
      RecordedTable table = rig.tables().get(0);
      table.insert(1, 10, "large");
      table.unreadable(1);
      insert(table, 2, 12_000);
      table.updateWithoutFiller(1, 20);
      insert(table, 12_001, 45_000);
      rig.consume(12_000);
      assertThat(rig.rows("t0")).hasSize(45_000).contains("1 10 large");
      assertThat(rig.letters("retry", List.of()))
          .contains("ahead.public.t0/0/12001  open  it leaves out large values");
      assertThat(rig.states("t0")).isEqualTo(4);
    }
  }

  @Test
  void setsATableAsideWhoseTopicDoesNotTellWhatATruncateFound() throws Exception {
    try (StreamRig rig = rig("spread", 2)) {
      rig.spread("t0", 2);
      for (RecordedTable table : rig.tables()) {
        table.insert(1, 10, "before");
        table.truncate();
        table.insert(2, 20, "after");
      }
      assertThat(rig.consume(100)).isEqualTo(ExitCode.DATA_GAP);
      assertThat(rig.rows("t0")).isEmpty();
      assertThat(rig.rows("t1")).containsExactly("2 20 after");
      assertThat(rig.behind()).containsExactly("t0 holds 0 of 3");
    }
  }

  /** A key's old changes are in one partition, its new ones in another, and both are unread. */
  @Test
  void refusesATopicThatWasGivenMorePartitionsUntilTheTableIsReloaded() throws Exception {
    try (StreamRig rig = rig("grown", 2)) {
      RecordedTable grown = rig.tables().get(0);
      RecordedTable other = rig.tables().get(1);
      grown.insert(1, 10, "first");
      other.insert(1, 10, "first");
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      beforeTheBatchIsRead(() -> rig.spread("t0", 2));
      grown.insert(2, 20, "second");
      other.insert(2, 20, "second");
      assertThat(rig.consume(100)).as("running").isEqualTo(ExitCode.DATA_GAP);
      assertThat(rig.rows("t0")).containsExactly("1 10 first");
      assertThat(rig.rows("t1")).containsExactly("1 10 first", "2 20 second");
      assertThat(rig.status("t0").errorMessage())
          .contains("had 1 partitions")
          .contains("has 2 now");
      grown.insertBeside(1, 2, 21, "third");
      assertThat(rig.consume(100)).as("started again").isEqualTo(ExitCode.DATA_GAP);
      assertThat(rig.status("t0").errorMessage())
          .isEqualTo(
              "quarantined: FIRN-8005 Cannot go on with t0: topic grown.public.t0 had 1 partitions when its events were"
                  + " applied last and has 2 now, so changes of a key may be in two of them, between"
                  + " which Kafka keeps no order. Restart the connector, whose producer goes on with"
                  + " the old number for minutes. Reload it with firn bulk-load --source grown"
                  + " --tables t0 --no-resume, then start again.");
      assertThat(rig.rows("t0")).containsExactly("1 10 first");
      rig.load("t0");
      grown.insertBeside(1, 4, 40, "fourth");
      assertThat(rig.consume(100)).as("reloaded").isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("4 40 fourth");
      assertThat(rig.ledger("t0").partitions()).isEqualTo(2);
    }
  }

  @Test
  void aTableThatFailedGoesOnFromItsOwnLedger() throws Exception {
    try (StreamRig rig = rig("failing", 2)) {
      rig.write(new Random(SEED), 5);
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.table.before") && subject.equals("t0")) {
              throw new IllegalStateException("planted");
            }
          });
      assertThat(rig.consume(100)).isEqualTo(ExitCode.PARTIAL);
      FaultPoint.install(null);
      assertThat(rig.behind()).singleElement().asString().startsWith("t0 holds 0 of ");
      rig.write(new Random(SEED), 5);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.problems()).isEmpty();
      assertThat(rig.behind()).isEmpty();
    }
  }

  @Test
  void aTableThatFailedForAReasonThatCanPassComesBackByItself() throws Exception {
    try (StreamRig rig = rig("away", 2)) {
      rig.write(new Random(SEED), 5);
      AtomicInteger failures = new AtomicInteger();
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.table.before")
                && subject.equals("t0")
                && failures.incrementAndGet() <= 2) {
              throw new UncheckedIOException(new IOException("the store is away"));
            }
          });
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(failures).hasValueGreaterThan(2);
      assertThat(rig.problems()).isEmpty();
      assertThat(rig.behind()).isEmpty();
      assertThat(rig.status("t0").errorMessage()).isNull();
    }
  }

  /** A load beside the consumer begins before what the consumer has applied since. */
  @Test
  void aTableThatIsLoadedBesideTheConsumerIsReadFromItsReadPoint() throws Exception {
    try (StreamRig rig = rig("both", 2)) {
      for (RecordedTable table : rig.tables()) {
        insert(table, 1, 4);
      }
      rig.consume(100);
      insert(rig.tables().get(0), 5, 6);
      Runnable load = rig.beginLoad("t0");
      insert(rig.tables().get(0), 7, 12);
      insert(rig.tables().get(1), 5, 12);
      AtomicInteger batches = new AtomicInteger();
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.batch.before") && batches.incrementAndGet() == 2) {
              load.run();
            }
          });
      assertThat(rig.consume(6)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).hasSize(6).contains("7 70 row", "12 120 row");
      assertThat(rig.rows("t1")).hasSize(12);
    }
  }

  @Test
  void aClusterThatIsAwayForAWhileEndsNoRun() throws Exception {
    try (StreamRig rig = rig("outage", 1)) {
      rig.write(new Random(SEED), 5);
      AtomicInteger failures = new AtomicInteger();
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.batch.before") && failures.incrementAndGet() <= 2) {
              throw UnavailableException.transientFailure(
                  ErrorCode.KAFKA_GIVES_NO_ANSWER, "the brokers are away", null);
            }
          });
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(failures).hasValueGreaterThan(2);
      assertThat(rig.problems()).isEmpty();
    }
  }

  /** Where no table's work is done: between batches, and when the stream is planned. */
  @Test
  void aCatalogThatIsAwayForAWhileEndsNoRun() throws Exception {
    try (StreamRig rig = rig("lakeless", 1)) {
      rig.write(new Random(SEED), 5);
      AtomicInteger failures = new AtomicInteger();
      FaultPoint.install(
          (step, subject) -> {
            if (List.of("stream.plan.after", "stream.batch.before").contains(step)
                && failures.incrementAndGet() % 2 == 1
                && failures.get() < 5) {
              throw new ServiceFailureException("the catalog is away");
            }
          });
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(failures).hasValueGreaterThan(4);
      assertThat(rig.problems()).isEmpty();

      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.start")) {
              throw new ServiceFailureException("the catalog is away");
            }
          });
      assertThatThrownBy(() -> rig.consume(100))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("Cannot reach the lake: the catalog is away. Check the catalog");
    }
  }

  @Test
  void aRunOfWhichEveryTableHasFailedEndsWithoutWaiting() throws Exception {
    try (StreamRig rig = rig("over", 2)) {
      rig.write(new Random(SEED), 5);
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.table.before")) {
              throw new IllegalStateException("planted in " + subject);
            }
          });
      assertThat(rig.follow(100)).isEqualTo(ExitCode.FAILED);
      assertThat(rig.result())
          .contains("\"exit_code\" : 6", "\"public.t0\" : \"FIRN-1000 planted in t0\"");
    }
  }

  /** Kafka may forget what the load has seen, once it was read. */
  @Test
  void eventsThatTheLoadHasSeenAreNoGapOnceTheyWereRead() throws Exception {
    try (StreamRig rig = rig("seen", 2)) {
      for (RecordedTable table : rig.tables()) {
        insert(table, 1, 4);
        rig.load(table.name());
      }
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      rig.expire("t0", 4);
      insert(rig.tables().get(1), 5, 5);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      insert(rig.tables().get(0), 6, 6);
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("6 60 row");
      assertThat(rig.result())
          .contains("\"command\" : \"cdc\"", "\"exit_code\" : 0")
          .contains("\"table\" : \"public.t0\"", "\"status\" : \"followed\"", "\"events\" : 1");
    }
  }

  /** Ends of transactions have offsets too, also of those that were given up. */
  @ParameterizedTest(name = "batches of {0}")
  @ValueSource(ints = {1, 100})
  void whatKafkaNotesOfTransactionsIsNoGapOnceItWasRead(int batch) throws Exception {
    String name = "exactlyonce" + batch;
    try (StreamRig rig = rig(name, 2);
        Producer<byte[], byte[]> producer = rig.transactionalProducer()) {
      RecordedTable table = new RecordedTable(name, name, "t0", producer);
      RecordedTable silent = new RecordedTable(name, name, "t1", producer);
      producer.beginTransaction();
      table.insert(1, 10, "row");
      producer.commitTransaction();
      assertThat(rig.consume(batch)).isEqualTo(ExitCode.OK);
      assertThat(rig.ledger("t0").next()).containsEntry(0, 2L);
      rig.expire("t0", 2);
      assertThat(rig.consume(batch)).isEqualTo(ExitCode.OK);

      producer.beginTransaction();
      table.insert(2, 20, "never");
      silent.insert(2, 20, "never");
      producer.flush();
      producer.abortTransaction();
      assertThat(rig.consume(batch)).isEqualTo(ExitCode.OK);
      rig.expire("t0", 4);
      rig.expire("t1", 2);
      assertThat(rig.consume(batch)).isEqualTo(ExitCode.OK);

      producer.beginTransaction();
      table.insert(3, 30, "row");
      silent.insert(3, 30, "row");
      producer.commitTransaction();
      assertThat(rig.consume(batch)).isEqualTo(ExitCode.OK);
      assertThat(rig.rows("t0")).containsExactly("1 10 row", "3 30 row");
      assertThat(rig.rows("t1")).containsExactly("3 30 row");
    }
  }

  @Test
  void aTopicThatKafkaCompactsIsRefused() throws Exception {
    try (StreamRig rig = rig("compacted", 1)) {
      rig.compact("t0");
      assertThatThrownBy(() -> rig.consume(100))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("Kafka compacts compacted.public.t0 (cleanup.policy)")
          .hasMessageContaining("Set cleanup.policy=delete");
    }
  }

  @Test
  void readsAndRemembersEveryPartition() throws Exception {
    try (StreamRig rig = rig("everypartition", 1)) {
      rig.spread("t0", 2);
      RecordedTable table = rig.tables().get(0);
      table.insert(1, 10, "first");
      table.insertBeside(1, 2, 20, "second");
      rig.consume(100);
      table.insertBeside(1, 3, 30, "third");
      rig.consume(100);
      assertThat(rig.rows("t0")).containsExactly("1 10 first", "2 20 second", "3 30 third");
      Ledger ledger = rig.ledger("t0");
      assertThat(ledger.next()).isEqualTo(Map.of(0, 1L, 1, 2L));
      assertThat(ledger.events()).isEqualTo(3);
    }
  }

  /** Spark wants to be told of every topic that there is when it plans its first batch. */
  @Test
  void takesInATopicThatComesIntoBeingWhileItStarts() throws Exception {
    try (StreamRig rig = rig("born", 1)) {
      rig.write(new Random(SEED), 5);
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.plan.after")) {
              FaultPoint.install(null);
              StreamRig.createTopics(stack.kafka().bootstrapServers(), List.of("born.public.late"));
            }
          });
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.behind()).isEmpty();
    }
  }

  private static void insertTo(RecordedTable table, int first, int last) {
    for (int key = first; key <= last; key++) {
      table.insert(key, 10 * key, "row");
    }
  }

  /** What the load sets the ledger back to was not planned to be read. */
  @Test
  void aLoadThatIsPublishedBetweenThePlanAndTheFirstEventIsNoticed() throws Exception {
    try (StreamRig rig = rig("planned", 1)) {
      RecordedTable table = rig.tables().get(0);
      insertTo(table, 1, 4);
      rig.consume(100);
      Runnable load = rig.beginLoad("t0");
      insertTo(table, 5, 6);
      rig.consume(100);
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.plan.after")) {
              FaultPoint.install(null);
              load.run();
            }
          });
      insertTo(table, 7, 7);
      rig.consume(100);
      assertThat(rig.rows("t0")).containsExactly("5 50 row", "6 60 row", "7 70 row");
    }
  }

  /** A load of one table makes the stream begin again, and that of the other comes after that. */
  @Test
  void aLoadOfTwoTablesBesideTheStreamLosesNothingOfEither() throws Exception {
    try (StreamRig rig = rig("pair_of_loads", 2)) {
      RecordedTable first = rig.tables().get(0);
      RecordedTable second = rig.tables().get(1);
      insertTo(first, 1, 4);
      insertTo(second, 1, 4);
      rig.consume(100);
      Runnable loadOfFirst = rig.beginLoad("t0");
      Runnable loadOfSecond = rig.beginLoad("t1");
      insertTo(first, 5, 6);
      insertTo(second, 5, 8);
      AtomicInteger batches = new AtomicInteger();
      AtomicInteger plans = new AtomicInteger();
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.batch.before") && batches.incrementAndGet() == 2) {
              loadOfSecond.run();
            }
            if (step.equals("stream.plan.after") && plans.incrementAndGet() == 2) {
              loadOfFirst.run();
              insertTo(first, 7, 7);
              rig.producer().flush();
            }
          });
      assertThat(rig.consume(4)).isEqualTo(ExitCode.OK);
      assertThat(plans.get()).as("the stream has begun again").isGreaterThan(1);
      assertThat(rig.rows("t0")).containsExactly("5 50 row", "6 60 row", "7 70 row");
      assertThat(rig.rows("t1")).containsExactly("5 50 row", "6 60 row", "7 70 row", "8 80 row");
    }
  }

  /** The store is away between the commit of the table and that of the letters. */
  @Test
  void aLetterThatCannotBeKeptAtOnceIsKeptLater() throws Exception {
    try (StreamRig rig = rig("letter", 1)) {
      RecordedTable table = rig.tables().get(0);
      table.insert(1, 10, "row");
      table.unreadable(2);
      AtomicInteger admits = new AtomicInteger();
      AtomicInteger plans = new AtomicInteger();
      FaultPoint.install(
          (step, subject) -> {
            if (step.equals("stream.admit.before") && admits.incrementAndGet() == 1) {
              throw new UncheckedIOException(new IOException("the store is away"));
            }
            if (step.equals("stream.plan.after") && plans.incrementAndGet() == 2) {
              table.insert(3, 30, "row");
              rig.producer().flush();
            }
          });
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      FaultPoint.install(null);
      assertThat(rig.rows("t0")).containsExactly("1 10 row", "3 30 row");
      assertThat(rig.letters("retry", List.of())).contains("Cannot read op");
    }
  }

  private static Map<String, String> trusting(Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("ssl.truststore.location", tls.trustStore().toString());
    properties.put("ssl.truststore.password", Certificates.STORE_PASSWORD);
    properties.put("ssl.truststore.type", "PKCS12");
    return properties;
  }

  private static Map<String, String> login(String module, String mechanism, String password) {
    return trusting(
        Map.of(
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            mechanism,
            "sasl.jaas.config",
            "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
                .formatted(module, KafkaBroker.USER, password)));
  }

  private static String refusal(StreamRig rig) {
    UnavailableException refusal =
        catchThrowableOfType(UnavailableException.class, () -> rig.consume(100));
    assertThat(refusal).isNotNull();
    assertThat(refusal.isRetryable()).isFalse();
    return String.valueOf(refusal.getMessage());
  }

  @Test
  void kafkaAndTheConsumerProveToEachOtherWhoTheyAre() throws Exception {
    KafkaBroker kafka = stack.kafka();
    try (StreamRig rig = rig("secured", 1)) {
      Random random = new Random(SEED);
      Certificates.Identity me = tls.certify("consumer");
      Path both = directory.resolve("consumer.pem");
      Files.writeString(both, Files.readString(me.key()) + Files.readString(me.certificate()));
      rig.write(random, 5);
      rig.consumeBy(
          kafka.tlsServers(),
          trusting(
              Map.of(
                  "security.protocol",
                  "SSL",
                  "ssl.keystore.location",
                  both.toString(),
                  "ssl.keystore.type",
                  "PEM")));
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.behind()).isEmpty();

      rig.write(random, 5);
      rig.consumeBy(
          kafka.saslServers(), login("plain.PlainLoginModule", "PLAIN", KafkaBroker.PASSWORD));
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.behind()).isEmpty();

      rig.write(random, 5);
      rig.createScramUser(KafkaBroker.USER, "scram-canary");
      rig.consumeBy(
          kafka.saslServers(), login("scram.ScramLoginModule", "SCRAM-SHA-512", "scram-canary"));
      assertThat(rig.consume(100)).isEqualTo(ExitCode.OK);
      assertThat(rig.behind()).isEmpty();
      assertThat(rig.problems()).isEmpty();

      rig.consumeBy(kafka.saslServers(), login("plain.PlainLoginModule", "PLAIN", "wrong-canary"));
      assertThat(refusal(rig))
          .contains("Check security.protocol, sasl.mechanism and sasl.jaas.config")
          .doesNotContain("canary");
      rig.consumeBy(kafka.tlsServers(), trusting(Map.of("security.protocol", "SSL")));
      assertThat(refusal(rig)).contains("ssl.keystore… (who we are");
    }
  }
}
