package dev.firn.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.error.MissingRowException;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.testing.OrderChanges;
import dev.firn.config.ChangePolicy;
import dev.firn.config.DeleteMode;
import dev.firn.config.KeylessMode;
import dev.firn.config.MetadataColumn;
import dev.firn.config.TruncateMode;
import dev.firn.error.DriftException;
import dev.firn.model.ChangeOperation;
import dev.firn.row.RowKey;
import dev.firn.schema.Unavailable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of changes by policy, on real tables. */
class ChangeWriterTest {

  private static final Object KEPT = Unavailable.VALUE;
  private static final ChangePolicy POLICY = ChangePolicy.defaults();
  private static final String[] MARKED = {"id", "status", "note", "_cdc_deleted"};

  private static OrderChanges mirror(ChangePolicy policy) {
    return new OrderChanges(List.of("id"), policy);
  }

  private static OrderChanges keyless(KeylessMode mode) {
    return new OrderChanges(List.of(), POLICY.withKeyless(mode));
  }

  @Test
  void marksADeletedRowWithItsLastRealValues() {
    OrderChanges orders = mirror(POLICY.withDeletes(DeleteMode.SOFT));
    orders.apply(orders.insert(1L, "new", "a"), orders.insert(2L, "new", "b"));
    orders.apply(orders.update(1L, "paid", KEPT), orders.delete(1));
    assertThat(orders.rows(MARKED)).containsExactly("1 paid a true", "2 new b false");
    assertThat(orders.lake.open(orders.id).presentRows(orders.spark).select("id").collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactly(2L);
    orders.apply(orders.delete(2), orders.delete(9));
    assertThat(orders.rows(MARKED)).containsExactly("1 paid a true", "2 new b true");
  }

  @Test
  void takesTheMarkAwayWhenTheRowComesBack() {
    OrderChanges orders = mirror(POLICY.withDeletes(DeleteMode.SOFT));
    orders.apply(orders.insert(1L, "new", "a"), orders.delete(1));
    assertThat(orders.rows(MARKED)).containsExactly("1 new a true");
    orders.apply(orders.insert(1L, "again", null));
    assertThat(orders.rows(MARKED)).containsExactly("1 again null false");
  }

  @Test
  void marksAllRowsWhenTheTableIsEmptied() {
    OrderChanges orders = mirror(POLICY.withDeletes(DeleteMode.SOFT));
    orders.apply(orders.insert(1L, "new", "a"), orders.insert(2L, "new", "b"));
    orders.apply(
        orders.update(2L, "paid", KEPT),
        orders.insert(3L, "new", "c"),
        orders.truncate(),
        orders.insert(1L, "again", "d"));
    assertThat(orders.rows(MARKED))
        .containsExactly("1 again d false", "2 paid b true", "3 new c true");
  }

  /** As when the insert of the new row was discarded. */
  @Test
  void neverTakesTheValueOfADeletedRowForThatOfANewOneOfItsKey() {
    for (DeleteMode mode : List.of(DeleteMode.HARD, DeleteMode.SOFT)) {
      OrderChanges orders = mirror(POLICY.withDeletes(mode));
      orders.apply(orders.insert(1L, "new", "a"), orders.insert(2L, "new", "b"));
      Change deleted = orders.delete(1);
      Change updated = orders.update(1L, "paid", KEPT);
      assertThatThrownBy(() -> orders.apply(deleted, updated))
          .as("%s, in one batch", mode)
          .isInstanceOf(MissingRowException.class)
          .hasMessageContaining("first of key [1]");
      Change inserted = orders.insert(3L, "new", "c");
      Change gone = orders.delete(3);
      Change kept = orders.update(3L, "paid", KEPT);
      assertThatThrownBy(() -> orders.apply(inserted, gone, kept))
          .as("%s, of a row of the same batch", mode)
          .isInstanceOf(MissingRowException.class)
          .hasMessageContaining("first of key [3]");
      Change truncated = orders.truncate();
      Change after = orders.update(2L, "paid", KEPT);
      assertThatThrownBy(() -> orders.apply(truncated, after))
          .as("%s, emptied", mode)
          .isInstanceOf(MissingRowException.class)
          .hasMessageContaining("first of key [2]");
      orders.apply(orders.delete(1));
      Change later = orders.update(1L, "paid", KEPT);
      assertThatThrownBy(() -> orders.apply(later))
          .as("%s, in a later batch", mode)
          .isInstanceOf(MissingRowException.class)
          .hasMessageContaining("first of key [1]");
    }
  }

  @Test
  void leavesDeletedRowsOfATableWithoutAKeyAloneIfDeletesAreIgnored() {
    OrderChanges orders =
        new OrderChanges(
            List.of(), POLICY.withKeyless(KeylessMode.EXACT).withDeletes(DeleteMode.IGNORE));
    orders.apply(row(orders, ChangeOperation.CREATE, null, of(1L, "new", "a")));
    orders.apply(
        row(orders, ChangeOperation.DELETE, of(1L, "new", "a"), null),
        row(orders, ChangeOperation.CREATE, null, of(2L, "new", "b")),
        row(orders, ChangeOperation.TRUNCATE, null, null),
        row(orders, ChangeOperation.UPDATE, of(2L, "new", "b"), of(2L, "paid", "b")));
    assertThat(orders.rows()).containsExactly("1 new a", "2 paid b");
  }

  @Test
  void refusesToMarkDeletedRowsThatCannotBeToldApart() {
    ChangePolicy soft = POLICY.withDeletes(DeleteMode.SOFT);
    CapturedTable exact = new OrderChanges(List.of(), soft.withKeyless(KeylessMode.EXACT)).captured;
    assertThatThrownBy(() -> MetadataColumns.requireMarkable(exact))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("Cannot keep deleted rows of ")
        .hasMessageContaining("Set delete_mode of this table to \"hard\"");
    MetadataColumns.requireMarkable(mirror(soft).captured);
    MetadataColumns.requireMarkable(
        new OrderChanges(List.of(), soft.withKeyless(KeylessMode.APPEND)).captured);
  }

  @Test
  void leavesDeletedRowsAloneIfDeletesAreIgnored() {
    OrderChanges orders = mirror(POLICY.withDeletes(DeleteMode.IGNORE));
    orders.apply(orders.insert(1L, "new", "a"), orders.insert(2L, "new", "b"));
    orders.apply(
        orders.delete(1), orders.update(2L, "paid", KEPT), orders.delete(2), orders.truncate());
    assertThat(orders.rows()).containsExactly("1 new a", "2 paid b");
  }

  @Test
  void leavesTheRowsOfAnEmptiedTableIfTruncatesAreIgnored() {
    OrderChanges orders = mirror(POLICY.withTruncates(TruncateMode.IGNORE));
    orders.apply(orders.insert(1L, "new", "a"));
    orders.apply(orders.truncate(), orders.insert(2L, "new", "b"));
    assertThat(orders.rows()).containsExactly("1 new a", "2 new b");
  }

  @Test
  void refusesTruncatesIfTheyAreToFail() {
    OrderChanges orders = mirror(POLICY.withTruncates(TruncateMode.FAIL));
    orders.apply(orders.insert(1L, "new", "a"));
    Change truncate = orders.truncate();
    assertThatThrownBy(() -> orders.apply(truncate))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("truncate_mode is \"fail\"");
    assertThat(orders.rows()).containsExactly("1 new a");
  }

  @Test
  void saysOfEveryRowWhatChangedItLast() {
    OrderChanges orders = mirror(POLICY.withMetadata(EnumSet.allOf(MetadataColumn.class)));
    orders.apply(orders.insert(1L, "new", "a"), orders.insert(2L, "new", "b"));
    orders.apply(orders.update(2L, "paid", KEPT));
    assertThat(orders.rows("id", "_cdc_operation", "_cdc_position"))
        .containsExactly("1 c 0/3E8", "2 u 0/3EA");
    Row second = orders.spark.table(orders.id.quoted()).where("id = 2").first();
    assertThat(second.<Instant>getAs("_cdc_source_time"))
        .isEqualTo(Instant.ofEpochMilli(1_700_000_000_002L));
    assertThat(second.<Instant>getAs("_cdc_applied_at")).isAfter(Instant.EPOCH);
    assertThat(second.<String>getAs("note")).isEqualTo("b");
  }

  private static Change row(
      OrderChanges orders,
      ChangeOperation operation,
      Object @Nullable [] before,
      Object @Nullable [] after) {
    RowKey key = before == null ? null : OrderChanges.key(before);
    return new Change(orders.place(), operation, key, null, after);
  }

  private static @Nullable Object[] of(@Nullable Object... values) {
    return values;
  }

  @Test
  void takesExactlyOneCopyAwayFromATableWithoutAKey() {
    OrderChanges orders = keyless(KeylessMode.EXACT);
    orders.apply(
        row(orders, ChangeOperation.CREATE, null, of(1L, "new", null)),
        row(orders, ChangeOperation.CREATE, null, of(1L, "new", null)),
        row(orders, ChangeOperation.CREATE, null, of(1L, "new", null)));
    orders.apply(row(orders, ChangeOperation.DELETE, of(1L, "new", null), null));
    assertThat(orders.rows()).containsExactly("1 new null", "1 new null");
    orders.apply(
        row(orders, ChangeOperation.UPDATE, of(1L, "new", null), of(1L, "paid", null)),
        row(orders, ChangeOperation.CREATE, null, of(null, "x", "y")),
        row(orders, ChangeOperation.CREATE, null, of(null, "x", "y")),
        row(orders, ChangeOperation.DELETE, of(null, "x", "y"), null));
    assertThat(orders.rows()).containsExactly("1 new null", "1 paid null", "null x y");
    orders.apply(
        row(orders, ChangeOperation.TRUNCATE, null, null),
        row(orders, ChangeOperation.CREATE, null, of(5L, "e", "f")));
    assertThat(orders.rows()).containsExactly("5 e f");
  }

  @Test
  void refusesToTakeAwayACopyThatATableWithoutAKeyDoesNotHave() {
    OrderChanges orders = keyless(KeylessMode.EXACT);
    orders.apply(row(orders, ChangeOperation.CREATE, null, of(1L, "new", "a")));
    Change gone = row(orders, ChangeOperation.DELETE, of(1L, "new", "b"), null);
    assertThatThrownBy(() -> orders.apply(gone))
        .isInstanceOf(MissingRowException.class)
        .hasMessageContaining("[1, new, b]");
    Change nameless = row(orders, ChangeOperation.UPDATE, null, of(1L, "new", "b"));
    assertThatThrownBy(() -> orders.apply(nameless))
        .isInstanceOf(DriftException.class)
        .hasMessageContaining("Cannot apply the UPDATE (partition ")
        .hasMessageContaining("Set REPLICA IDENTITY FULL for ");
    assertThat(orders.rows()).containsExactly("1 new a");
  }

  @Test
  void shiftsAllKeysOfADeferredConstraintAtOnce() {
    OrderChanges orders = keyless(KeylessMode.EXACT);
    orders.apply(
        row(orders, ChangeOperation.CREATE, null, of(1L, "one", null)),
        row(orders, ChangeOperation.CREATE, null, of(2L, "two", null)));
    orders.apply(
        row(orders, ChangeOperation.DELETE, of(1L, "one", null), null),
        row(orders, ChangeOperation.CREATE, null, of(2L, "one", null)));
    orders.apply(
        row(orders, ChangeOperation.DELETE, of(2L, "two", null), null),
        row(orders, ChangeOperation.CREATE, null, of(3L, "two", null)));
    assertThat(orders.rows()).containsExactly("2 one null", "3 two null");
  }

  @Test
  void keepsEveryImageOfATableWithoutAKeyIfThatIsAskedFor() {
    OrderChanges orders = keyless(KeylessMode.APPEND);
    orders.apply(
        row(orders, ChangeOperation.CREATE, null, of(1L, "new", "a")),
        row(orders, ChangeOperation.UPDATE, of(1L, "new", "a"), of(1L, "paid", "a")),
        row(orders, ChangeOperation.DELETE, of(1L, "paid", "a"), null),
        row(orders, ChangeOperation.TRUNCATE, null, null));
    assertThat(orders.rows()).containsExactly("1 new a", "1 paid a");
  }
}
