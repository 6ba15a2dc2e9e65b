package dev.firn.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.MetadataColumn;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import dev.firn.testing.PostgresColumns;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What only the lake has of a row, and what Firn says of it, beside what the source has. */
class NewRowsTest {

  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

  private static final StructType LAKE =
      StructType.fromDDL(
          "id INT, name STRING, mine STRING, %s STRING, %s TIMESTAMP, %s BOOLEAN"
              .formatted(
                  MetadataColumn.OPERATION.lakeName(),
                  MetadataColumn.APPLIED_AT.lakeName(),
                  LakeTable.DELETED));

  private static final List<@Nullable Object[]> MARKED_AND_PRESENT =
      List.of(
          new @Nullable Object[] {1, "gone", "of the marked", "d", null, true},
          new @Nullable Object[] {1, "held", "of the present", "u", null, false});

  private final NewRows rows =
      new NewRows(
          new TableMapping(
              new TableId("s", "t"),
              List.of(PostgresColumns.of("id", "int4"), PostgresColumns.of("name", "text")),
              List.of("id")),
          LAKE,
          NOW);

  @Test
  void keepWhatOnlyTheLakeHasOfThePresentOneOfSeveral() {
    assertThat(rows.of(MARKED_AND_PRESENT, List.of(RowFactory.create(1, "now"))))
        .containsExactly(RowFactory.create(1, "now", "of the present", null, NOW, false));
  }

  @Test
  void markOneThatIsGone() {
    assertThat(rows.of(MARKED_AND_PRESENT, List.of()))
        .containsExactly(RowFactory.create(1, "held", "of the present", null, NOW, true));
    assertThat(rows.of(MARKED_AND_PRESENT.subList(0, 1), List.of()))
        .containsExactly(RowFactory.create(1, "gone", "of the marked", null, NOW, true));
    assertThat(rows.of(List.of(), List.of())).isEmpty();
  }

  @Test
  void areAsManyAsTheSourceHas() {
    Row one = RowFactory.create(1, "one");
    Row two = RowFactory.create(1, "two");
    assertThat(rows.of(List.of(), List.of(one, two)))
        .containsExactly(
            RowFactory.create(1, "one", null, null, NOW, false),
            RowFactory.create(1, "two", null, null, NOW, false));
  }
}
