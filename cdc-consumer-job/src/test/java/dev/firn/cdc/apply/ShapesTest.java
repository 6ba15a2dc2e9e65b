package dev.firn.cdc.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.SentText;
import dev.firn.cdc.sink.ChangeSink;
import dev.firn.cdc.sink.MissedChange;
import dev.firn.cdc.sink.Publication;
import dev.firn.cdc.tables.Sinks;
import dev.firn.cdc.testing.OrderChanges;
import dev.firn.config.ChangePolicy;
import dev.firn.config.shape.Shape;
import dev.firn.config.shape.ShapePolicy;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.LakeTable;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.schema.Unavailable;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of a table beside its mirror; random lives are {@link PlayedShapesTest}'s. */
class ShapesTest {

  private static final ChangePolicy ALL =
      ChangePolicy.defaults().withShapes(ShapePolicy.MIRROR_ALONE.with(Shape.HISTORY, Shape.SCD2));

  /** When the first change of a test is committed. */
  private static final long FIRST = 1_700_000_000_000L;

  private final OrderChanges orders = new OrderChanges(List.of("id"), ALL);

  @AfterEach
  void takeTrapsAway() {
    FaultPoint.install(null);
  }

  private LakeTableId id(Shape shape) {
    return orders.id.sibling(shape.tableName(orders.id.name()));
  }

  private List<String> rows(Shape shape, String order, String... columns) {
    return orders
        .spark
        .table(id(shape).quoted())
        .orderBy(org.apache.spark.sql.functions.expr(order))
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  /** Versions with the milliseconds since the first change at which they begin and end. */
  private List<String> versions() {
    return rows(
        Shape.SCD2,
        "id * 1000000 + unix_millis(valid_from) - " + FIRST,
        "id",
        "status",
        "note",
        "unix_millis(valid_from) - " + FIRST,
        "coalesce(string(unix_millis(valid_to) - " + FIRST + "), 'now')",
        "is_current",
        "is_deleted");
  }

  private List<String> events() {
    return rows(
        Shape.HISTORY,
        "_cdc_offset",
        "_cdc_offset",
        "_cdc_operation",
        "id",
        "status",
        "note",
        "_cdc_unavailable");
  }

  @Test
  void everyChangeIsARowAndEveryVersionHasItsTime() {
    orders.apply(
        orders.insert(1L, "new", "a"),
        orders.insert(2L, "new", "b"),
        orders.update(1L, "paid", "a"));
    orders.apply(orders.update(2L, "sent", Unavailable.VALUE), orders.delete(1L));
    orders.apply(orders.insert(1L, "again", "c"));
    assertThat(events())
        .containsExactly(
            "null l null null null null",
            "0 c 1 new a null",
            "1 c 2 new b null",
            "2 u 1 paid a null",
            "3 u 2 sent null ArraySeq(note)",
            "4 d 1 null null null",
            "5 c 1 again c null");
    assertThat(versions())
        .containsExactly(
            "1 new a 0 2 false false",
            "1 paid a 2 4 false false",
            "1 paid a 4 5 false true",
            "1 again c 5 now true false",
            "2 new b 1 3 false false",
            "2 sent b 3 now true false");
  }

  @Test
  void aTruncateEndsEveryRowAndIsARowOfTheHistory() {
    orders.apply(orders.insert(1L, "new", "a"), orders.insert(2L, "new", "b"));
    orders.apply(
        orders.update(1L, "paid", "a"), orders.truncate(), orders.insert(2L, "again", "c"));
    assertThat(events()).contains("3 t null null null null");
    assertThat(versions())
        .containsExactly(
            "1 new a 0 2 false false",
            "1 paid a 2 3 false false",
            "1 paid a 3 now true true",
            "2 new b 1 3 false false",
            "2 new b 3 4 false true",
            "2 again c 4 now true false");
  }

  @Test
  void aShapeThatIsAddedLaterIsMadeOfTheMirrorAndGoesOnFromItsLedger() {
    OrderChanges plain = new OrderChanges(List.of("id"), ChangePolicy.defaults());
    Change first = plain.insert(1L, "new", "a");
    Change second = plain.insert(2L, "new", "b");
    plain.apply(first, second);
    new ShapeConsumer(plain.lake, plain.id, plain.stream)
        .apply(
            new CapturedTable(plain.stream, plain.id, plain.captured.mapping(), ALL),
            "shop.shop.orders",
            ShapeConsumer.decoded(3, first, second, plain.update(1L, "paid", "a")));
    LakeTableId versions = plain.id.sibling(plain.id.name() + "__scd2");
    assertThat(
            plain
                .spark
                .table(versions.quoted())
                .orderBy("id", "valid_from")
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList())
        .hasSize(3)
        .satisfies(rows -> assertThat(rows.get(0)).startsWith("1 new a").contains(" false false"))
        .satisfies(
            rows -> assertThat(rows.get(1)).startsWith("1 paid a").endsWith(" null true false"));
    assertThat(
            plain
                .spark
                .table(plain.id.sibling(plain.id.name() + "__history").quoted())
                .groupBy("_cdc_operation")
                .count()
                .orderBy("_cdc_operation")
                .collectAsList())
        .hasToString("[[l,1], [r,2], [u,1]]");
  }

  @Test
  void aLateEventIsARowOfTheHistoryAndACorrectionOfTheNewestVersion() {
    Change missed = orders.insert(1L, "new", "a");
    Change later = orders.insert(2L, "new", "b");
    orders.apply(later);
    for (Shape shape : List.of(Shape.HISTORY, Shape.SCD2)) {
      ChangeSink sink =
          Sinks.of(orders.spark, Clock.systemUTC()).shapes(orders.captured).stream()
              .filter(found -> found.shape() == shape)
              .findFirst()
              .orElseThrow();
      LakeTable table = orders.lake.open(id(shape));
      MissedChange event = sink.missed(orders.captured.in(id(shape)), missed);
      assertThat(event.follow(later)).isFalse();
      assertThat(event.settle(table, 1))
          .isInstanceOfSatisfying(
              MissedChange.Publish.class,
              publish ->
                  publish.changes().publish(table, new Publication("retry", Map.of(), Map.of())));
    }
    assertThat(events())
        .containsExactly("null l null null null null", "0 c 1 new a null", "1 c 2 new b null");
    assertThat(versions()).containsExactly("1 new a 1 now true false", "2 new b 1 now true false");
  }

  @Test
  void whatWasSentIsInTheHistory() {
    orders.apply(
        orders.insert(1L, "new", "a").withSent(new SentText("{\"id\":1}", "{\"op\":\"c\"}")));
    assertThat(rows(Shape.HISTORY, "_cdc_offset", "_cdc_before", "_cdc_event"))
        .containsExactly("null null", "{\"id\":1} {\"op\":\"c\"}");
  }

  @Test
  void aTableOfTheNameThatIsNoShapeIsNotTouched() {
    orders.lake.create(id(Shape.HISTORY), orders.captured.mapping().lakeSchema(), 2, Map.of());
    assertThatThrownBy(() -> orders.apply(orders.insert(1L, "new", "a")))
        .hasMessageContaining("Cannot keep the history of shop.orders in")
        .hasMessageContaining("there is a table of that name which holds something else");
    assertThat(orders.rows()).as("nothing goes on without it").isEmpty();
  }

  @Test
  void aShapeThatIsLeftOutIsNotLevelAnyMore() {
    orders.apply(orders.insert(1L, "new", "a"));
    assertThat(orders.lake.open(orders.id).state().levelShapes())
        .containsExactlyInAnyOrder("history", "scd2");
    new ShapeConsumer(orders.lake, orders.id, orders.stream)
        .apply(
            new CapturedTable(orders.stream, orders.id, orders.captured.mapping()),
            "shop.shop.orders",
            ShapeConsumer.decoded(2, orders.insert(2L, "new", "b")));
    assertThat(orders.lake.open(orders.id).findProperty(TableProperty.SHAPES)).isEmpty();
    orders.apply(orders.insert(3L, "new", "c"));
    assertThat(versions()).hasSize(3);
    assertThat(events()).hasSize(2 + 1 + 2 + 1);
  }

  @Test
  void aShapeThatSomebodyHasDroppedIsMadeAgain() {
    orders.apply(orders.insert(1L, "new", "a"));
    orders.lake.drop(id(Shape.SCD2));
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("stream.level.before")) {
            throw new IllegalStateException("killed before it was filled");
          }
        });
    Change paid = orders.update(1L, "paid", "a");
    assertThatThrownBy(() -> orders.apply(paid)).hasMessageContaining("killed before");
    FaultPoint.install(null);
    orders.apply(paid);
    assertThat(orders.lake.find(id(Shape.SCD2))).isPresent();
    orders.apply(orders.update(1L, "sent", "a"));
    assertThat(versions())
        .containsExactly(
            "1 new a 0 1 false false", "1 paid a 1 2 false false", "1 sent a 2 now true false");
  }
}
