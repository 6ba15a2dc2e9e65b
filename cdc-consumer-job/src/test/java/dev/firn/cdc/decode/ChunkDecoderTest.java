package dev.firn.cdc.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cdc.decode.DecodedChunk.TableSlice;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.EventOrigin;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.testing.AccountEvents;
import dev.firn.cdc.testing.RecordedTable;
import dev.firn.model.ChangeOperation;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChunkDecoderTest {

  private static final String TOPIC = "shop.public.accounts";
  private static final TableMapping MAPPING = RecordedTable.mapping("accounts");
  private static final TableId TABLE = MAPPING.source();

  private final AccountEvents events = new AccountEvents("shop", "public", "accounts");
  private ChunkDecoder decoder =
      new DecoderSettings(Map.of(TABLE, MAPPING), Map.of(TOPIC, TABLE), Set.of("none")).begin();
  private long offset;

  private void add(byte @Nullable [] key, byte @Nullable [] value, RecordHeader... headers)
      throws IOException {
    decoder.add(
        KafkaEvent.of(
            new ConsumerRecord<>(
                TOPIC,
                3,
                offset++,
                0,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key,
                value,
                new RecordHeaders(headers),
                Optional.empty())));
  }

  private static RecordHeader header(String key, byte @Nullable [] value) {
    return new RecordHeader(key, value);
  }

  /** Its prefix is that of this source and the schema, so its topics look like this source's. */
  @Test
  void aTopicOfAnotherConnectorIsPassedBy() throws IOException {
    AccountEvents others = new AccountEvents("shop.public", "public", "accounts");
    DecoderSettings known =
        new DecoderSettings(Map.of(TABLE, MAPPING), Map.of(TOPIC, TABLE), Set.of("none"));
    decoder =
        new DecoderSettings(
                known.tables(),
                known.rules(),
                known.byTopic(),
                known.unavailable(),
                known.uncertain(),
                known.loads(),
                known.refuted(),
                new EventOrigin("shop", "bench"),
                known.atMost())
            .begin();
    byte[] value = others.envelope('c', null, AccountEvents.row(1, 2, 3, "x"));
    decoder.add(
        KafkaEvent.of(
            new ConsumerRecord<>(
                "shop.public.public.accounts", 0, 7, AccountEvents.key(1), value)));
    assertThat(decoder.end().tables()).isEmpty();
  }

  @Test
  void readsKeysValuesTombstonesAndTheHeaderWithTheOldKey() throws IOException {
    add(AccountEvents.key(1), events.envelope('c', null, AccountEvents.row(1, 2, 3, "é")));
    add(AccountEvents.key(1), events.envelope('d', AccountEvents.row(1, 0, 0, null), null));
    add(AccountEvents.key(1), null);
    add(
        AccountEvents.key(7),
        events.envelope('c', null, AccountEvents.row(7, 2, 3, null)),
        header("other", "x".getBytes(StandardCharsets.UTF_8)),
        header("empty", null),
        header(EventHeaders.OLD_KEY, AccountEvents.key(1)));
    add(null, events.envelope('t', null, null));
    add(AccountEvents.key(2), "no json".getBytes(StandardCharsets.UTF_8));

    TableSlice slice = decoder.end().of(TABLE);
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

  @Test
  void anEventThatCannotBeReadMakesItsKeyUncertainUnlessTheLoadHasSeenIt() throws IOException {
    byte[] unreadable = events.envelope('x', null, null);
    byte[] withoutFiller = events.envelope('u', null, AccountEvents.row(1, 2, 3, "none"));
    add(AccountEvents.key(1), unreadable);
    add(AccountEvents.key(1), withoutFiller);
    assertThat(decoder.end().of(TABLE).deadLetters()).hasSize(2);

    unreadable = events.envelope('x', null, null);
    Map<TableId, ReadPoint> loads = Map.of(TABLE, events.readPoint());
    decoder =
        new DecoderSettings(Map.of(TABLE, MAPPING), Map.of(TOPIC, TABLE), Set.of("none"), loads)
            .begin();
    add(AccountEvents.key(1), unreadable);
    add(AccountEvents.key(1), events.envelope('u', null, AccountEvents.row(1, 2, 3, "none")));
    TableSlice slice = decoder.end().of(TABLE);
    assertThat(slice.deadLetters()).hasSize(1);
    assertThat(slice.changes()).hasSize(1);
  }

  /** They may be of a column that was gone when the table was loaded. */
  @Test
  void fieldsOfWhatTheLoadHasSeenAreNotUnknown() throws IOException {
    byte[] seen = withField(events.envelope('c', null, AccountEvents.row(1, 2, 3, "x")), "gone");
    Map<TableId, ReadPoint> loads = Map.of(TABLE, events.readPoint());
    decoder =
        new DecoderSettings(Map.of(TABLE, MAPPING), Map.of(TOPIC, TABLE), Set.of("none"), loads)
            .begin();
    add(AccountEvents.key(1), seen);
    add(
        AccountEvents.key(1),
        withField(events.envelope('u', null, AccountEvents.row(1, 2, 4, "x")), "added"));
    add(AccountEvents.key(1), events.envelope('u', null, AccountEvents.row(1, 2, 5, "x")));
    assertThat(decoder.end().of(TABLE).unknownFields()).containsExactly("added");
  }

  private static byte[] withField(byte[] event, String field) {
    return new String(event, StandardCharsets.UTF_8)
        .replace("\"after\":{", "\"after\":{\"" + field + "\":1,")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void notesWhichRunsOfWhichConnectorHaveSentTheEvents() throws IOException {
    RecordHeader first = header(EventHeaders.RUN, "one".getBytes(StandardCharsets.UTF_8));
    RecordHeader second = header(EventHeaders.RUN, "two".getBytes(StandardCharsets.UTF_8));
    byte[] event = events.envelope('c', null, AccountEvents.row(1, 2, 3, "x"));
    add(AccountEvents.key(1), event, first);
    add(AccountEvents.key(1), event, first);
    add(AccountEvents.key(1), event, second);
    add(AccountEvents.key(1), event);
    ConnectorRuns runs = decoder.end().of(TABLE).runs();
    assertThat(List.of(runs.of(3, 0), runs.of(3, 1), runs.of(3, 2), runs.of(3, 3)))
        .containsExactly("one", "one", "two", "");
    assertThat(runs.of(2, 0)).isEmpty();
    assertThat(runs.versions()).containsExactly("3.7.0.Final");
  }
}
