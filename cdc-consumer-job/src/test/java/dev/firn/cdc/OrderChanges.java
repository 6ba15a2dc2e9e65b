package dev.firn.cdc;

import dev.firn.config.ChangePolicy;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.ChangeOperation;
import dev.firn.model.DeclaredType;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.schema.ValueRule;
import dev.firn.testing.LocalSpark;
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
final class OrderChanges {

  static final String TOPIC = "shop.shop.orders";
  static final List<String> NAMESPACE = List.of("bronze", "orders");

  final SparkSession spark = LocalSpark.session();
  final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  final String stream = "shop_" + UUID.randomUUID().toString().substring(0, 8);
  final LakeTableId id = new LakeTableId(LocalSpark.CATALOG, NAMESPACE, "orders_" + stream);
  final CapturedTable captured;
  private int limit = 100;
  private long offset;

  OrderChanges(List<String> key, ChangePolicy policy) {
    TableMapping mapping =
        new TableMapping(
            new TableId("shop", "orders"),
            List.of(
                new ColumnMapping("id", "id", DeclaredType.of("int8"), ValueRule.BIGINT),
                new ColumnMapping("status", "status", DeclaredType.of("text"), ValueRule.TEXT),
                new ColumnMapping("note", "note", DeclaredType.of("text"), ValueRule.TEXT)),
            key);
    captured = new CapturedTable("shop", id, mapping, policy);
    lake.create(id, mapping.lakeSchema(), 2, Map.of(TableProperty.CONTRACT, mapping.toJson()));
  }

  OrderChanges tolerating(int letters) {
    limit = letters;
    return this;
  }

  EventPlace place() {
    long at = offset++;
    return new EventPlace(0, at, 1000 + at, 1000 + at, -1, 1_700_000_000_000L + at);
  }

  static RowKey key(@Nullable Object... values) {
    return new RowKey(values);
  }

  Change insert(@Nullable Object... row) {
    return new Change(place(), ChangeOperation.CREATE, key(row[0]), null, row);
  }

  Change update(@Nullable Object... row) {
    return new Change(place(), ChangeOperation.UPDATE, key(row[0]), null, row);
  }

  /** The insert half of a key change. */
  Change arrive(long from, @Nullable Object... row) {
    return new Change(place(), ChangeOperation.CREATE, key(row[0]), key(from), row);
  }

  Change delete(long id) {
    return new Change(place(), ChangeOperation.DELETE, key(id), null, null);
  }

  Change truncate() {
    return new Change(place(), ChangeOperation.TRUNCATE, null, null, null);
  }

  DeadLetter letter(String reason) {
    return new DeadLetter(TOPIC, place(), new byte[] {7}, new byte[] {1, 2}, null, reason);
  }

  DeadLetters deadLetters() {
    return new DeadLetters(box(), stream, limit, Clock.systemUTC());
  }

  LetterBox box() {
    return LetterBox.open(lake, LocalSpark.CATALOG, NAMESPACE);
  }

  void apply(Change... changes) {
    apply(List.of(), changes);
  }

  /** Applies a batch, as a consumer that has just started would. */
  ApplyOutcome apply(List<DeadLetter> letters, Change... changes) {
    return new TableApplier(
            spark, lake, deadLetters(), stream, "run", 1, topic -> TopicIdentity.UNKNOWN)
        .apply(
            captured,
            TOPIC,
            new DecodedChanges(
                new ArrayList<>(Arrays.asList(changes)), Map.of(0, offset), Set.of(), letters));
  }

  Ledger ledger() {
    return Ledger.fromJson(lake.open(id).findProperty(Ledger.property(stream)).orElseThrow());
  }

  /** The rows as text, sorted, with the columns that are named. */
  List<String> rows(String... columns) {
    return spark.table(id.quoted()).selectExpr(columns).collectAsList().stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }

  List<String> rows() {
    return rows("id", "status", "note");
  }
}
