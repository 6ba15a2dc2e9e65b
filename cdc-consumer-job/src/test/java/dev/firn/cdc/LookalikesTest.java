package dev.firn.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.ChangeOperation;
import dev.firn.model.Column;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LookalikesTest {

  private static final String ZERO = "P0Y0M0DT0H0M0S";
  private static final List<@Nullable Object> NULLS = Arrays.asList(null, null);
  private static final long TRANSACTION = 77;

  private static TableMapping table(String key) {
    return new SchemaMapper()
        .map(
            new TableSchema(
                new TableId("s", "t"),
                List.of(
                    new Column("id", DeclaredType.of(key), null),
                    new Column("wait", DeclaredType.of("interval"), null),
                    new Column("list", DeclaredType.arrayOf(DeclaredType.of("int4")), null)),
                List.of("id"),
                0,
                0));
  }

  private static Change change(@Nullable Object @Nullable ... image) {
    ChangeOperation operation = image == null ? ChangeOperation.DELETE : ChangeOperation.UPDATE;
    EventPlace place = new EventPlace(0, 5, 100, 100, TRANSACTION, -1);
    return new Change(place, operation, new RowKey(new Object[] {1}), null, image);
  }

  @Test
  void findsWhatMayHaveBeenAnotherValue() {
    Lookalikes lookalikes = new Lookalikes(table("int4"));
    RowKey key = new RowKey(new Object[] {1});
    assertThat(lookalikes.in(change(1, ZERO, NULLS)))
        .containsExactly(
            new Sighting(Lookalike.INFINITE_INTERVAL, "wait", key, TRANSACTION),
            new Sighting(Lookalike.MANY_DIMENSIONS, "list", key, TRANSACTION));
    assertThat(lookalikes.in(change(1, "P0Y0M0DT0H0M1S", Arrays.asList(null, 1)))).isEmpty();
    assertThat(lookalikes.in(change(1, null, List.of()))).isEmpty();
    assertThat(lookalikes.in(change(1, Unavailable.VALUE, Unavailable.VALUE))).isEmpty();
    assertThat(lookalikes.in(change((Object[]) null))).isEmpty();
  }

  @Test
  void refusesWhatTheSourceHasRefuted() {
    TableMapping table = table("int4");
    Sighting interval = new Lookalikes(table).in(change(1, ZERO, null)).get(0);
    Lookalikes lookalikes = new Lookalikes(table, Set.of(interval));
    assertThatThrownBy(() -> lookalikes.in(change(1, ZERO, null)))
        .isInstanceOf(UndecodableException.class)
        .hasMessage(
            "column wait of type interval holds an infinite interval, which Debezium sends as zero");
    assertThat(lookalikes.in(change(1, null, NULLS))).hasSize(1);
  }

  @Test
  void refusesListsOfNullsWhereTheSourceCannotBeAsked() {
    Lookalikes lookalikes = new Lookalikes(table("money"));
    assertThat(lookalikes.in(change(1, ZERO, null))).isEmpty();
    assertThatThrownBy(() -> lookalikes.in(change(1, ZERO, NULLS)))
        .isInstanceOf(UndecodableException.class)
        .hasMessage(
            "column list of type int4[] holds an array of more than one dimension, which Debezium"
                + " sends as a list of NULLs");
  }
}
