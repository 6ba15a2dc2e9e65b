package dev.firn.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.sink.mirror.ChangeReducer;
import dev.firn.cdc.sink.mirror.MirrorSink;
import dev.firn.cdc.testing.MemoryTable;
import dev.firn.cdc.testing.OrderChanges;
import dev.firn.cdc.testing.Places;
import dev.firn.cdc.testing.SpreadHistory;
import dev.firn.config.ChangePolicy;
import dev.firn.config.TruncateMode;
import dev.firn.error.DataGapException;
import dev.firn.model.ChangeOperation;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import dev.firn.testing.LocalSpark;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A topic of several partitions leads to the right rows, or is refused, however it is read. */
class PartitionOrderTest {

  private static final long SEED = Long.getLong("seed", 20_261_121);
  private static final int HISTORIES = 4_000;
  private static final ChangeSink MIRROR = new MirrorSink(LocalSpark.session(), Clock.systemUTC());

  private static CapturedTable orders(ChangePolicy policy) {
    return new CapturedTable(
        "shop",
        new LakeTableId("lake", List.of("bronze"), "orders"),
        new TableMapping(new TableId("shop", "orders"), List.of(), List.of("id")),
        policy);
  }

  /**
   * @return false if it is refused; otherwise the rows are as they must be
   */
  private static boolean applies(long seed, int partitions, boolean needsOrder) {
    Random random = new Random(seed);
    SpreadHistory history = new SpreadHistory(random, partitions, 25, needsOrder);
    MemoryTable table = new MemoryTable(Map.of());
    PartitionOrder order = new PartitionOrder("prod.shop.orders", partitions);
    for (DecodedChanges batch : history.batches()) {
      try {
        order.requireIrrelevant(MIRROR, orders(ChangePolicy.defaults()), batch.changes());
      } catch (DataGapException e) {
        return false;
      }
      assertThat(table.apply(ChangeReducer.reduce(batch.changes())))
          .as("rows whose values are kept are there, seed %d", seed)
          .isTrue();
    }
    assertThat(table.rows()).as("seed %d", seed).isEqualTo(history.rows());
    return true;
  }

  @Test
  void changesOfRowsNeedNoOrderBetweenPartitions() {
    for (int i = 0; i < HISTORIES; i++) {
      assertThat(applies(SEED + i, 2 + i % 2, false)).as("seed %d", SEED + i).isTrue();
    }
  }

  @Test
  void whatNeedsAnOrderIsRefusedAndNeverGuessed() {
    int refused = 0;
    for (int i = 0; i < HISTORIES; i++) {
      refused += applies(SEED + i, 2 + i % 2, true) ? 0 : 1;
    }
    assertThat(refused).isBetween(HISTORIES / 2, HISTORIES - 1);
  }

  @Test
  void onePartitionHasTheOrder() {
    for (int i = 0; i < HISTORIES; i++) {
      assertThat(applies(SEED + i, 1, true)).as("seed %d", SEED + i).isTrue();
    }
  }

  private static Change change(
      ChangeOperation operation, @Nullable Long from, @Nullable Object @Nullable [] image) {
    return new Change(
        Places.at(1, 7, -1, -1, -1, -1),
        operation,
        operation == ChangeOperation.TRUNCATE ? null : OrderChanges.key(2L),
        from == null ? null : OrderChanges.key(from),
        image);
  }

  @Test
  void saysWhatIsUnknownAndWhatToDo() {
    PartitionOrder order = new PartitionOrder("prod.shop.orders", 3);
    CapturedTable orders = orders(ChangePolicy.defaults());
    Change truncate = change(ChangeOperation.TRUNCATE, null, null);
    assertThatThrownBy(() -> order.requireIrrelevant(MIRROR, orders, List.of(truncate)))
        .isInstanceOf(DataGapException.class)
        .hasMessageEndingWith(
            "Cannot apply TRUNCATE (partition 1, offset 7) to lake.bronze.orders: topic"
                + " prod.shop.orders has 3 partitions, between which Kafka keeps no order, so"
                + " nobody knows which rows it found. Make the topic anew with one partition"
                + " (topic.creation.default.partitions), then reload the table with firn"
                + " bulk-load --source shop --tables orders --no-resume.");
    Object[] image = {2L, Unavailable.VALUE};
    assertThatThrownBy(
            () ->
                order.requireIrrelevant(
                    MIRROR, orders, List.of(change(ChangeOperation.CREATE, 1L, image))))
        .isInstanceOf(DataGapException.class)
        .hasMessageContaining("Cannot apply the change to key [2] (partition 1, offset 7)")
        .hasMessageContaining("nobody knows what row [1] held, whose values it keeps");
    CapturedTable ignoring = orders(ChangePolicy.defaults().withTruncates(TruncateMode.IGNORE));
    assertThatCode(() -> order.requireIrrelevant(MIRROR, ignoring, List.of(truncate)))
        .doesNotThrowAnyException();
  }
}
