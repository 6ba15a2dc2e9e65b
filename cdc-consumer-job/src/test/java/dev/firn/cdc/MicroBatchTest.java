package dev.firn.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.DecodedSlice.TableSlice;
import dev.firn.model.ChangeOperation;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.testing.LocalSpark;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MicroBatchTest {

  /** What Spark's Kafka source hands over, with headers. */
  private static final StructType KAFKA =
      StructType.fromDDL(
          "key BINARY, value BINARY, topic STRING, `partition` INT, `offset` BIGINT,"
              + " headers ARRAY<STRUCT<key: STRING, value: BINARY>>");

  private static final String TOPIC = "shop.public.accounts";
  private static final TableMapping MAPPING = RecordedTable.mapping("accounts");

  private final AccountEvents events = new AccountEvents("shop", "public", "accounts");
  private final List<Row> messages = new ArrayList<>();

  private void add(byte @Nullable [] key, byte @Nullable [] value, @Nullable List<Row> headers) {
    messages.add(RowFactory.create(key, value, TOPIC, 3, (long) messages.size(), headers));
  }

  private static Row header(String key, byte @Nullable [] value) {
    return RowFactory.create(key, value);
  }

  @Test
  void readsKeysValuesTombstonesAndTheHeaderWithTheOldKey() {
    add(AccountEvents.key(1), events.envelope('c', null, AccountEvents.row(1, 2, 3, "é")), null);
    add(AccountEvents.key(1), events.envelope('d', AccountEvents.row(1, 0, 0, null), null), null);
    add(AccountEvents.key(1), null, List.of());
    add(
        AccountEvents.key(7),
        events.envelope('c', null, AccountEvents.row(7, 2, 3, null)),
        List.of(
            header("other", "x".getBytes(StandardCharsets.UTF_8)),
            header("empty", null),
            header(KafkaEvent.OLD_KEY_HEADER, AccountEvents.key(1))));
    add(null, events.envelope('t', null, null), null);
    add(AccountEvents.key(2), "no json".getBytes(StandardCharsets.UTF_8), null);

    Dataset<Row> rows = LocalSpark.session().createDataFrame(messages, KAFKA).coalesce(1);
    TableId table = MAPPING.source();
    List<DecodedSlice> slices =
        new MicroBatch(rows, () -> {}, reached -> Optional.empty())
            .decode(
                new EnvelopeDecoder(Map.of(table, MAPPING), Map.of(TOPIC, table), Set.of("none")));

    assertThat(slices).hasSize(1);
    TableSlice slice = slices.get(0).of(table);
    assertThat(slice.changes())
        .extracting(Change::operation)
        .containsExactly(
            ChangeOperation.CREATE,
            ChangeOperation.DELETE,
            ChangeOperation.CREATE,
            ChangeOperation.TRUNCATE);
    assertThat(slice.changes())
        .extracting(change -> change.place().offset())
        .containsExactly(0L, 1L, 3L, 4L);
    assertThat(slice.changes().get(0).image()).containsExactly(1L, 2, 3, "é");
    assertThat(slice.changes().get(0).oldKey()).isNull();
    assertThat(slice.changes().get(2).oldKey()).isEqualTo(new RowKey(new Object[] {1L}));
    assertThat(slice.ends()).isEqualTo(Map.of(3, 6L));
    assertThat(slice.deadLetters()).hasSize(1);
  }
}
