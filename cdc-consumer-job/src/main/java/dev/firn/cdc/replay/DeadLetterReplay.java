package dev.firn.cdc.replay;

import dev.firn.cdc.deadletter.DeadLetterRow;
import dev.firn.cdc.deadletter.DeadLetterState;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.decode.AmbiguityCheck;
import dev.firn.cdc.decode.AmbiguousValue;
import dev.firn.cdc.decode.ChangeParser;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.UncertainKeys;
import dev.firn.cdc.decode.ValueDecoder;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.ReloadCommand;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.kafka.KafkaReplay;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.ledger.LedgerFilter;
import dev.firn.cdc.sink.ChangeWriter;
import dev.firn.cdc.sink.MetadataColumns;
import dev.firn.cdc.sink.MirrorWriter;
import dev.firn.cdc.sink.MissingRowException;
import dev.firn.cdc.sink.NetChanges;
import dev.firn.cdc.sink.PreparedChanges;
import dev.firn.cdc.sink.Publication;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.lake.commit.LostRaceException;
import dev.firn.model.ChangeOperation;
import dev.firn.model.ReadPoint;
import dev.firn.schema.TableMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Applies the event of a dead letter to its table as if it had been applied in its place.
 *
 * <p>Kafka is read again from the letter to where the table's ledger stands, and what happened to
 * the same rows since is folded over the event ({@link RowHistory}). The commit notes the letter,
 * so that a retry that was killed in between is not made twice.
 */
public final class DeadLetterReplay {

  private static final String BRANCH = Branch.STREAM_PREFIX + "retry_";
  private static final int MAX_TRIES = 5;

  private final SparkSession spark;
  private final LakeTables lake;
  private final CapturedTables tables;
  private final KafkaReplay kafka;
  private final Set<String> unavailable;
  private final String source;
  private final Clock clock;

  public DeadLetterReplay(
      SparkSession spark,
      LakeTables lake,
      CapturedTables tables,
      KafkaReplay kafka,
      Set<String> unavailable,
      String source) {
    this.spark = spark;
    this.lake = lake;
    this.tables = tables;
    this.kafka = kafka;
    this.unavailable = unavailable;
    this.source = source;
    this.clock = Clock.systemUTC();
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
    for (int tries = 1; ; tries++) {
      try {
        return attempt(letter, open);
      } catch (LostRaceException e) {
        if (tries == MAX_TRIES) {
          return Result.stays(String.valueOf(e.getMessage()));
        }
      } catch (MissingRowException | UndecodableException e) {
        return Result.stays(String.valueOf(e.getMessage()));
      }
    }
  }

  private Result attempt(DeadLetterRow letter, List<DeadLetterRow> open) {
    CapturedTable captured = find(letter.table());
    if (captured == null) {
      return Result.stays("no lake table follows " + letter.table());
    }
    LakeTable table = new MetadataColumns(captured.policy()).in(lake, lake.open(captured.id()));
    if (isNoted(letter, table, source)) {
      return new Result(DeadLetterState.RETRIED, "an earlier retry has applied it");
    }
    Ledger ledger = table.state().findLedger(source).orElse(null);
    EventPlace place = letter.letter().place();
    if (ledger == null || !ledger.holds(place.partition(), place.offset())) {
      return new Result(
          DeadLetterState.SUPERSEDED, "the table was loaded anew, and its stream decides again");
    }
    ChangeParser parser =
        new ChangeParser(captured.mapping(), new ValueDecoder(unavailable), captured.rules());
    Change missed = parse(parser, letter.event());
    if (missed == null) {
      return new Result(DeadLetterState.SUPERSEDED, "it carries no change");
    }
    if (isLoaded(table, missed)) {
      return new Result(DeadLetterState.SUPERSEDED, "the load of the table has seen it");
    }
    List<DeadLetterRow> others = sameTopic(letter, open);
    UncertainKeys uncertain = new UncertainKeys();
    others.stream()
        .filter(other -> offset(other) < offset(letter))
        .forEach(earlier -> uncertain.add(parser, earlier.event()));
    uncertain.requireKnown(missed);
    Missed event = new Missed(letter, missed, captured, table, ledger);
    LaterEvents later = new LaterEvents(kafka, parser, letter, ledger);
    OffsetRange lost = later.lost();
    if (lost != null) {
      return Result.stays(
          "Kafka has lost "
              + lost
              + ", so nobody knows what happened to the row since. Reload the table with "
              + ReloadCommand.of(captured));
    }
    return captured.mapping().hasKey()
        ? applyToRow(event, later, parser, others)
        : applyToTable(event, later);
  }

  /** An event that was not applied in its place, and where it belongs. */
  private record Missed(
      DeadLetterRow letter,
      Change change,
      CapturedTable captured,
      LakeTable table,
      Ledger ledger) {}

  /** What happened to the row since is folded over the event. */
  private Result applyToRow(
      Missed event, LaterEvents later, ChangeParser parser, List<DeadLetterRow> others) {
    Change missed = event.change();
    if (missed.operation() == ChangeOperation.TRUNCATE) {
      return Result.stays(
          "a TRUNCATE cannot be applied behind later changes; reload the table with "
              + ReloadCommand.of(event.captured()));
    }
    RowHistory lineage = new RowHistory(missed);
    UncertainKeys uncertain = new UncertainKeys();
    later.replay(
        change -> {
          if (lineage.follow(change)) {
            uncertain.requireKnown(change);
          }
        },
        unreadable -> {
          if (others.stream().anyMatch(other -> offset(other) == unreadable.offset())) {
            uncertain.add(parser, unreadable);
          }
        });
    lineage.correct(changes -> toldBySource(changes, event.captured().mapping()));
    if (lineage.changesKeys() && later.areOfSeveralPartitions()) {
      return Result.stays(
          "its key changes, and the topic has more than one partition; reload the table with "
              + ReloadCommand.of(event.captured()));
    }
    NetChanges net = lineage.net(event.captured().policy().deletes());
    if (net.isEmpty()) {
      return new Result(DeadLetterState.SUPERSEDED, "later changes have settled its row");
    }
    if (lineage.lacksValues(net)) {
      return Result.stays(
          "its large values stood under key "
              + missed.oldKey()
              + ", which another row has by now; reload the table with "
              + ReloadCommand.of(event.captured()));
    }
    List<DeadLetterRow> with =
        others.stream().filter(other -> lineage.holds(offset(other))).toList();
    return publish(
        event, new MirrorWriter(spark, event.captured(), clock).prepare(net, event.table()), with);
  }

  /** Without a key, only a later truncate says anything of the row. */
  private Result applyToTable(Missed event, LaterEvents later) {
    List<Change> told = toldBySource(List.of(event.change()), event.captured().mapping());
    List<Change> truncates = new ArrayList<>();
    later.replay(
        change -> {
          if (change.operation() == ChangeOperation.TRUNCATE) {
            truncates.add(change);
          }
        },
        unreadable -> {});
    if (!truncates.isEmpty()) {
      return new Result(DeadLetterState.SUPERSEDED, "the table was emptied after it");
    }
    return publish(
        event,
        ChangeWriter.of(spark, event.captured(), clock).prepare(told, event.table()),
        List.of());
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
    AmbiguityCheck told = new AmbiguityCheck(mapping, tables.lookup().refuted(mapping, ambiguous));
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
   * @param with later letters that the changes settle as well
   */
  private Result publish(Missed event, PreparedChanges changes, List<DeadLetterRow> with) {
    String property = TableProperty.ledger(source);
    Ledger ledger = event.ledger();
    String unmoved = ledger.advance(ledger.epoch(), Map.of(), "", 0).toJson();
    String noted =
        Stream.concat(Stream.of(event.letter()), with.stream())
            .map(DeadLetterTable::identity)
            .collect(Collectors.joining(" "));
    changes.publish(
        event.table(),
        new Publication(
            BRANCH + event.letter().batch(),
            Map.of(property, unmoved),
            Map.of(property, unmoved, TableProperty.retried(source), noted)));
    return new Result(DeadLetterState.RETRIED, "applied to " + event.captured().id(), with);
  }

  private static @Nullable Change parse(ChangeParser parser, KafkaEvent event) {
    try {
      return parser.parse(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLoaded(LakeTable table, Change change) {
    ReadPoint point = table.state().findReadPoint().orElse(null);
    DecodedChanges one = new DecodedChanges(List.of(change), Map.of(), Set.of(), List.of());
    return new LedgerFilter(Ledger.empty(""), point).filter(one).isEmpty();
  }

  private @Nullable CapturedTable find(String table) {
    return tables.all().values().stream()
        .filter(captured -> captured.mapping().source().toString().equals(table))
        .findFirst()
        .orElse(null);
  }
}
