package dev.firn.cdc;

import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.LostRaceException;
import dev.firn.lake.TableProperty;
import dev.firn.model.ChangeOperation;
import dev.firn.model.ReadPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Applies the event of a dead letter to its table as if it had been applied in its place.
 *
 * <p>Kafka is read again from the letter to where the table's ledger stands, and what happened to
 * the same rows since is folded over the event ({@link Lineage}). The commit notes the letter, so
 * that a retry that was killed in between is not made twice.
 */
final class LetterRetry {

  private static final String BRANCH = TableApplier.BRANCH_PREFIX + "retry_";
  private static final int MAX_TRIES = 5;

  private final SparkSession spark;
  private final LakeTables lake;
  private final CapturedTables tables;
  private final KafkaReplay kafka;
  private final Set<String> unavailable;
  private final String source;
  private final Clock clock;

  LetterRetry(
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
  record Result(@Nullable LetterState state, String text, List<StoredLetter> with) {

    Result(@Nullable LetterState state, String text) {
      this(state, text, List.of());
    }

    static Result stays(String why) {
      return new Result(null, why);
    }
  }

  /**
   * @param open all letters of the source that are open now
   */
  Result retry(StoredLetter letter, List<StoredLetter> open) {
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

  private Result attempt(StoredLetter letter, List<StoredLetter> open) {
    CapturedTable captured = find(letter.table());
    if (captured == null) {
      return Result.stays("no lake table follows " + letter.table());
    }
    LakeTable table = new RowMetadata(captured.policy()).in(lake, lake.open(captured.id()));
    if (isNoted(letter, table, source)) {
      return new Result(LetterState.RETRIED, "an earlier retry has applied it");
    }
    Ledger ledger = table.findProperty(Ledger.property(source)).map(Ledger::fromJson).orElse(null);
    EventPlace place = letter.letter().place();
    if (ledger == null || !ledger.holds(place.partition(), place.offset())) {
      return new Result(
          LetterState.SUPERSEDED, "the table was loaded anew, and its stream decides again");
    }
    EnvelopeParser parser =
        new EnvelopeParser(captured.mapping(), new ValueDecoder(unavailable), captured.rules());
    Change missed = parse(parser, letter.event());
    if (missed == null) {
      return new Result(LetterState.SUPERSEDED, "it carries no change");
    }
    if (isLoaded(table, missed)) {
      return new Result(LetterState.SUPERSEDED, "the load of the table has seen it");
    }
    List<StoredLetter> others = sameTopic(letter, open);
    UncertainKeys uncertain = new UncertainKeys();
    others.stream()
        .filter(other -> offset(other) < offset(letter))
        .forEach(earlier -> uncertain.add(parser, earlier.event()));
    uncertain.requireKnown(missed);
    return apply(letter, missed, captured, table, ledger, parser, others);
  }

  private Result apply(
      StoredLetter letter,
      Change missed,
      CapturedTable captured,
      LakeTable table,
      Ledger ledger,
      EnvelopeParser parser,
      List<StoredLetter> others) {
    TopicPartition partition =
        new TopicPartition(letter.letter().topic(), missed.place().partition());
    long from = missed.place().offset() + 1;
    long end = ledger.next().getOrDefault(partition.partition(), from);
    long earliest = kafka.earliest(partition);
    if (from < end && earliest > from) {
      return Result.stays(
          "Kafka has lost offsets "
              + from
              + " to "
              + (Math.min(earliest, end) - 1)
              + " of "
              + partition
              + ", so nobody knows what happened to the row since. Reload the table with firn"
              + " bulk-load --source "
              + source
              + " --table-filter "
              + captured.mapping().source().name()
              + " --no-resume");
    }
    PreparedChanges changes;
    List<StoredLetter> with = List.of();
    if (captured.mapping().hasKey()) {
      if (missed.operation() == ChangeOperation.TRUNCATE) {
        return Result.stays("a TRUNCATE cannot be applied behind later changes; reload the table");
      }
      Lineage lineage = new Lineage(missed);
      UncertainKeys uncertain = new UncertainKeys();
      replay(
          partition,
          from,
          end,
          parser,
          change -> {
            if (lineage.follow(change)) {
              uncertain.requireKnown(change);
            }
          },
          event -> {
            if (others.stream().anyMatch(other -> offset(other) == event.offset())) {
              uncertain.add(parser, event);
            }
          });
      with = others.stream().filter(other -> lineage.holds(offset(other))).toList();
      if (lineage.changesKeys() && kafka.partitions(partition.topic()) > 1) {
        return Result.stays(
            "its key changes, and the topic has more than one partition; reload the table");
      }
      NetChanges net = lineage.net(captured.policy().deletes());
      if (net.isEmpty()) {
        return new Result(LetterState.SUPERSEDED, "later changes have settled its row");
      }
      if (lineage.lacksValues(net)) {
        return Result.stays(
            "its large values stood under key "
                + missed.oldKey()
                + ", which another row has by now; reload the table");
      }
      changes = new MirrorWriter(spark, captured, clock).prepare(net, table);
    } else {
      List<Change> truncates = new ArrayList<>();
      replay(
          partition,
          from,
          end,
          parser,
          change -> {
            if (change.operation() == ChangeOperation.TRUNCATE) {
              truncates.add(change);
            }
          },
          event -> {});
      if (!truncates.isEmpty()) {
        return new Result(LetterState.SUPERSEDED, "the table was emptied after it");
      }
      changes = ChangeWriter.of(spark, captured, clock).prepare(List.of(missed), table);
    }
    List<StoredLetter> settled = Stream.concat(Stream.of(letter), with.stream()).toList();
    publish(settled, table, changes, ledger);
    return new Result(LetterState.RETRIED, "applied to " + captured.id(), with);
  }

  private static List<StoredLetter> sameTopic(StoredLetter letter, List<StoredLetter> open) {
    return open.stream()
        .filter(other -> other.table().equals(letter.table()))
        .filter(other -> other.letter().topic().equals(letter.letter().topic()))
        .filter(other -> other.letter().place().partition() == letter.letter().place().partition())
        .filter(other -> offset(other) != offset(letter))
        .toList();
  }

  private static long offset(StoredLetter letter) {
    return letter.letter().place().offset();
  }

  /** True if the table's last retry was of this letter, perhaps with others. */
  static boolean isNoted(StoredLetter letter, LakeTable table, String source) {
    return table
        .findProperty(noted(source))
        .map(noted -> Arrays.asList(noted.split(" ", -1)).contains(LetterBox.identity(letter)))
        .orElse(false);
  }

  private void publish(
      List<StoredLetter> letters, LakeTable table, PreparedChanges changes, Ledger ledger) {
    String property = Ledger.property(source);
    String unmoved = ledger.advance(ledger.epoch(), Map.of(), "", 0).toJson();
    String noted = letters.stream().map(LetterBox::identity).collect(Collectors.joining(" "));
    changes.publish(
        table,
        new Publication(
            BRANCH + letters.get(0).batch(),
            Map.of(property, unmoved),
            Map.of(property, unmoved, noted(source), noted)));
  }

  private void replay(
      TopicPartition partition,
      long from,
      long end,
      EnvelopeParser parser,
      Consumer<Change> later,
      Consumer<KafkaEvent> unreadable) {
    try {
      kafka.read(
          new OffsetRange(partition, from, end),
          event -> {
            try {
              Change change = findChange(parser, event, unreadable);
              if (change != null) {
                later.accept(change);
              }
            } catch (OtherTableException e) {
              // The tables share the topic.
            }
            return true;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An event that cannot be read is a dead letter of its own. */
  private static @Nullable Change findChange(
      EnvelopeParser parser, KafkaEvent event, Consumer<KafkaEvent> unreadable) {
    try {
      return parse(parser, event);
    } catch (UndecodableException e) {
      unreadable.accept(event);
      return null;
    }
  }

  private static @Nullable Change parse(EnvelopeParser parser, KafkaEvent event) {
    try {
      return parser.parse(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLoaded(LakeTable table, Change change) {
    ReadPoint point =
        table.findProperty(TableProperty.READ_POINT).map(ReadPoint::parse).orElse(null);
    DecodedChanges one = new DecodedChanges(List.of(change), Map.of(), Set.of(), List.of());
    return new LedgerFilter(Ledger.empty(""), point).filter(one).isEmpty();
  }

  private static String noted(String source) {
    return TableProperty.RETRIED_PREFIX + source;
  }

  private @Nullable CapturedTable find(String table) {
    return tables.all().values().stream()
        .filter(captured -> captured.mapping().source().toString().equals(table))
        .findFirst()
        .orElse(null);
  }
}
