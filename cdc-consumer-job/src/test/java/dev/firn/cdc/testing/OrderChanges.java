package dev.firn.cdc.testing;

import dev.firn.cdc.apply.ApplyOutcome;
import dev.firn.cdc.apply.TableApplier;
import dev.firn.cdc.connector.ConnectorProof;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.kafka.TopicIdentity;
import dev.firn.cdc.ledger.ConsumerRun;
import dev.firn.cdc.ledger.RunProgress;
import dev.firn.cdc.tables.Sinks;
import dev.firn.config.ChangePolicy;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.ChangeOperation;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.testing.LocalSpark;
import dev.firn.testing.PostgresColumns;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** A lake table of orders, and changes to it with places that follow each other. */
public final class OrderChanges {

  static final String TOPIC = "shop.shop.orders";
  static final SourceNamespace NAMESPACE =
      new SourceNamespace(LocalSpark.CATALOG, List.of("bronze", "orders"));

  public final SparkSession spark = LocalSpark.session();
  public final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  public final String stream = "shop_" + UUID.randomUUID().toString().substring(0, 8);
  public final LakeTableId id = NAMESPACE.table("orders_" + stream);
  public final CapturedTable captured;
  private int limit = 100;
  private long offset;

  public OrderChanges(List<String> key, ChangePolicy policy) {
    TableMapping mapping =
        new TableMapping(
            new TableId("shop", "orders"),
            List.of(
                PostgresColumns.of("id", "int8"),
                PostgresColumns.of("status", "text"),
                PostgresColumns.of("note", "text")),
            key);
    captured = new CapturedTable(stream, id, mapping, policy);
    lake.create(id, mapping.lakeSchema(), 2, Map.of(TableProperty.CONTRACT, mapping.toJson()));
  }

  public OrderChanges tolerating(int letters) {
    limit = letters;
    return this;
  }

  public EventPlace place() {
    long at = offset++;
    return Places.at(0, at, 1000 + at, 1000 + at, -1, 1_700_000_000_000L + at);
  }

  public static RowKey key(@Nullable Object... values) {
    return new RowKey(values);
  }

  public Change insert(@Nullable Object... row) {
    return new Change(place(), ChangeOperation.CREATE, key(row[0]), null, row);
  }

  public Change update(@Nullable Object... row) {
    return new Change(place(), ChangeOperation.UPDATE, key(row[0]), null, row);
  }

  /** The insert half of a key change. */
  Change arrive(long from, @Nullable Object... row) {
    return new Change(place(), ChangeOperation.CREATE, key(row[0]), key(from), row);
  }

  public Change delete(long id) {
    return new Change(place(), ChangeOperation.DELETE, key(id), null, null);
  }

  public Change truncate() {
    return new Change(place(), ChangeOperation.TRUNCATE, null, null, null);
  }

  public DeadLetter letter(String reason) {
    EventHeaders headers = new EventHeaders(null, true, true, null);
    return new DeadLetter(TOPIC, place(), new byte[] {7}, new byte[] {1, 2}, headers, reason);
  }

  public DeadLetters deadLetters() {
    return new DeadLetters(box(), stream, limit, Clock.systemUTC());
  }

  public DeadLetterTable box() {
    return DeadLetterTable.open(lake, NAMESPACE);
  }

  public void apply(Change... changes) {
    apply(List.of(), changes);
  }

  /** Applies a batch, as a consumer that has just started would. */
  public ApplyOutcome apply(List<DeadLetter> letters, Change... changes) {
    return new TableApplier(
            lake,
            Sinks.of(spark, Clock.systemUTC()),
            new RunProgress(
                new ConsumerRun(stream, "run", 1),
                topic -> TopicIdentity.UNKNOWN,
                ConnectorProof.ofTrusted(lake)),
            deadLetters(),
            Clock.systemUTC())
        .apply(
            captured,
            TOPIC,
            new DecodedChanges(
                new ArrayList<>(Arrays.asList(changes)), Map.of(0, offset), Set.of(), letters));
  }

  public Ledger ledger() {
    return lake.open(id).state().findLedger(stream).orElseThrow();
  }

  /** The rows as text, sorted, with the columns that are named. */
  public List<String> rows(String... columns) {
    return spark.table(id.quoted()).selectExpr(columns).collectAsList().stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }

  public List<String> rows() {
    return rows("id", "status", "note");
  }
}
