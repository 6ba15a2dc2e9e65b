package dev.firn.cdc.replay;

import dev.firn.cdc.deadletter.DeadLetterRow;
import dev.firn.cdc.deadletter.DeadLetterState;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.decode.AmbiguityCheck;
import dev.firn.cdc.decode.AmbiguousValue;
import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.decode.UncertainKeys;
import dev.firn.cdc.decode.ValueDecoder;
import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.MissingRowException;
import dev.firn.cdc.error.ReloadCommand;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.kafka.KafkaReplay;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.ledger.LedgerFilter;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.MissedChange.Publish;
import dev.firn.cdc.sink.MissedChange.Settlement;
import dev.firn.cdc.sink.MissedChange.Superseded;
import dev.firn.cdc.sink.MissedChange.Unsettled;
import dev.firn.cdc.sink.Publication;
import dev.firn.cdc.sink.TruncatePolicy;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.cdc.tables.Sinks;
import dev.firn.cdc.tables.SourceVerifier;
import dev.firn.config.SourceConfig;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.SourceDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Applies the event of a dead letter to its table as if it had been applied in its place.
 *
 * <p>Kafka is read again from the letter to where the table's ledger stands, and the sink folds
 * what happened since over the event ({@link MissedChange}). The commit notes the letter, so that a
 * retry that was killed in between is not made twice.
 */
public final class DeadLetterReplay {

  private static final String BRANCH = Branch.STREAM_PREFIX + "retry_";
  private static final RetryPolicy LOST_RACES =
      new RetryPolicy(5, Duration.ofMillis(50), 2, Duration.ofSeconds(1));

  private final LakeTables lake;
  private final CapturedTables tables;
  private final Sinks sinks;
  private final KafkaReplay kafka;
  private final SourceVerifier verifier;
  private final Retry retry = new Retry(LOST_RACES);

  DeadLetterReplay(
      LakeTables lake,
      CapturedTables tables,
      Sinks sinks,
      KafkaReplay kafka,
      SourceVerifier verifier) {
    this.lake = lake;
    this.tables = tables;
    this.sinks = sinks;
    this.kafka = kafka;
    this.verifier = verifier;
  }

  /** Of the letters of a source; its database is not connected to before it is asked something. */
  public static DeadLetterReplay of(
      SparkSession spark, LakeTables lake, SourceConfig source, KafkaReplay kafka, Clock clock) {
    SourceDatabase database = SourceDatabase.of(source, clock);
    Sinks sinks = Sinks.of(spark, clock, source);
    return new DeadLetterReplay(
        lake,
        new CapturedTables(source, lake, database, sinks),
        sinks,
        kafka,
        new SourceVerifier(database));
  }

  /**
   * How a retry ended.
   *
   * @param state null if the letter stays open
   * @param with later letters of the same row, which are settled in the same way
   */
  record Result(@Nullable DeadLetterState state, String text, List<DeadLetterRow> with) {

    Result(@Nullable DeadLetterState state, String text) {
      this(state, text, List.of());
    }

    static Result stays(String why) {
      return new Result(null, why);
    }
  }

  /**
   * @param open all letters of the source that are open now
   */
  Result retry(DeadLetterRow letter, List<DeadLetterRow> open) {
    CapturedTable captured = find(letter.table());
    if (captured == null) {
      return Result.stays("no lake table follows " + letter.table());
    }
    Result last = Result.stays("no sink takes " + letter.table());
    // The first sink comes last: once it has noted the letter, the others have applied it.
    List<ChangeSink> through = new ArrayList<>(sinks.of(captured));
    Collections.reverse(through);
    for (ChangeSink sink : through) {
      last = retry(sink, captured.in(sink.target(captured)), letter, open);
      if (last.state() == null) {
        return last;
      }
    }
    return last;
  }

  private Result retry(
      ChangeSink sink, CapturedTable target, DeadLetterRow letter, List<DeadLetterRow> open) {
    try {
      return retry.run("retry " + letter.id(), attempt -> attempt(sink, target, letter, open));
    } catch (LostRaceException | MissingRowException | UndecodableException e) {
      return Result.stays(String.valueOf(e.getMessage()));
    }
  }

  private Result attempt(
      ChangeSink sink, CapturedTable target, DeadLetterRow letter, List<DeadLetterRow> open) {
    LakeTable table = sink.open(lake, target);
    if (table.isSetBack()) {
      return Result.stays(
          String.valueOf(GapErrors.tableWasRolledBack(target.stream(), table).getMessage()));
    }
    if (isNoted(letter, table, target.stream())) {
      return new Result(DeadLetterState.RETRIED, "an earlier retry has applied it");
    }
    Ledger ledger = table.state().findLedger(target.stream()).orElse(null);
    EventPlace place = letter.letter().place();
    if (ledger == null || !ledger.holds(place.partition(), place.offset())) {
      return new Result(
          DeadLetterState.SUPERSEDED, "the table was loaded anew, and its stream decides again");
    }
    ChangeParser parser =
        new ChangeParser(
            target.mapping(),
            new ValueDecoder(UnavailableValue.markers(target.stream())),
            target.rules(),
            tables.origin());
    Change missed = parse(parser, letter.event());
    if (missed == null) {
      return new Result(DeadLetterState.SUPERSEDED, "it carries no change");
    }
    if (!LedgerFilter.isAfterLoad(table, missed.place())) {
      return new Result(DeadLetterState.SUPERSEDED, "the load of the table has seen it");
    }
    LetterColumns.require(parser.unknownFields(), missed, target);
    List<DeadLetterRow> others = sameTopic(letter, open);
    UncertainKeys uncertain = new UncertainKeys();
    others.stream()
        .filter(other -> offset(other) < offset(letter))
        .forEach(earlier -> uncertain.add(parser, earlier.event()));
    uncertain.requireKnown(missed);
    LaterEvents later =
        new LaterEvents(kafka, parser, letter, missed, target.mapping().hasKey(), ledger);
    OffsetRange lost = later.lost();
    if (lost != null) {
      return Result.stays(
          "Kafka has lost "
              + lost
              + ", so nobody knows what happened to the row since. Reload the table with "
              + ReloadCommand.of(target));
    }
    MissedChange event = sink.missed(target, missed);
    follow(event, later, parser, others, target);
    if (LetterColumns.mayLag(target)) {
      LetterColumns.requireCurrent(target, tables.findAtSource(target.mapping().source()));
    }
    Settlement settlement = event.settle(table, later.partitions());
    if (settlement instanceof Superseded superseded) {
      return new Result(DeadLetterState.SUPERSEDED, superseded.why());
    }
    if (settlement instanceof Publish changes) {
      List<DeadLetterRow> with =
          others.stream().filter(other -> event.settles(offset(other))).toList();
      Publication noting = noting(letter, with, open, table, ledger);
      changes.changes().publish(table, noting);
      return new Result(DeadLetterState.RETRIED, "applied to " + target.id(), with);
    }
    return Result.stays(((Unsettled) settlement).why());
  }

  /** Shows the sink what happened since, and what the source tells of it. */
  private void follow(
      MissedChange event,
      LaterEvents later,
      ChangeParser parser,
      List<DeadLetterRow> others,
      CapturedTable target) {
    UncertainKeys uncertain = new UncertainKeys();
    UnreadEvents unread = new UnreadEvents(parser);
    unread.meet(later.missed());
    later.replay(
        change -> {
          if (!TruncatePolicy.ignores(change, target) && event.follow(change)) {
            uncertain.requireKnown(change);
            unread.meet(change);
          }
        },
        unreadable -> {
          if (others.stream().anyMatch(other -> offset(other) == unreadable.offset())) {
            uncertain.add(parser, unreadable);
          } else {
            unread.add(unreadable);
          }
        });
    unread.requireNone();
    event.correct(changes -> toldBySource(changes, target.mapping()));
  }

  /**
   * The changes with what the source tells of them.
   *
   * @throws UndecodableException if it refutes a value for which there is no other
   */
  private List<Change> toldBySource(List<Change> changes, TableMapping mapping) {
    AmbiguityCheck seen = new AmbiguityCheck(mapping);
    List<AmbiguousValue> ambiguous =
        changes.stream().flatMap(change -> seen.check(change).ambiguous().stream()).toList();
    AmbiguityCheck told = new AmbiguityCheck(mapping, verifier.refuted(mapping, ambiguous));
    return changes.stream().map(change -> told.check(change).change()).toList();
  }

  private static List<DeadLetterRow> sameTopic(DeadLetterRow letter, List<DeadLetterRow> open) {
    return open.stream()
        .filter(other -> other.table().equals(letter.table()))
        .filter(other -> other.letter().topic().equals(letter.letter().topic()))
        .filter(other -> other.letter().place().partition() == letter.letter().place().partition())
        .filter(other -> offset(other) != offset(letter))
        .toList();
  }

  private static long offset(DeadLetterRow letter) {
    return letter.letter().place().offset();
  }

  /** True if the table's last retry was of this letter, perhaps with others. */
  static boolean isNoted(DeadLetterRow letter, LakeTable table, String source) {
    return table
        .state()
        .findRetried(source)
        .map(
            noted -> Arrays.asList(noted.split(" ", -1)).contains(DeadLetterTable.identity(letter)))
        .orElse(false);
  }

  /**
   * What is published with the changes: a ledger that has not moved, and the letters that they
   * settle, beside those that an earlier retry has noted and nobody has settled elsewhere yet.
   */
  private static Publication noting(
      DeadLetterRow letter,
      List<DeadLetterRow> with,
      List<DeadLetterRow> open,
      LakeTable table,
      Ledger ledger) {
    String stream = letter.source();
    Ledger unmoved = ledger.advance(ledger.epoch(), Map.of(), "", 0);
    Stream<DeadLetterRow> earlier = open.stream().filter(other -> isNoted(other, table, stream));
    String noted =
        Stream.concat(Stream.concat(Stream.of(letter), with.stream()), earlier)
            .map(DeadLetterTable::identity)
            .distinct()
            .collect(Collectors.joining(" "));
    return new Publication(
            BRANCH + letter.batch(), Map.of(TableProperty.ledger(stream), unmoved.toJson()))
        .with(TableProperty.retried(stream), noted);
  }

  private static @Nullable Change parse(ChangeParser parser, KafkaEvent event) {
    try {
      return parser.parse(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable CapturedTable find(String table) {
    return tables.all().values().stream()
        .filter(captured -> captured.mapping().source().toString().equals(table))
        .findFirst()
        .orElse(null);
  }
}
