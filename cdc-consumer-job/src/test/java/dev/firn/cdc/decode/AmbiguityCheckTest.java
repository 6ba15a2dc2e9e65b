package dev.firn.cdc.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.testing.Places;
import dev.firn.model.ChangeOperation;
import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.row.RowKey;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.schema.Unavailable;
import dev.firn.source.postgres.wire.PostgresAmbiguity;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmbiguityCheckTest {

  private static final String ZERO = "P0Y0M0DT0H0M0S";
  private static final List<@Nullable Object> NULLS = Arrays.asList(null, null);
  private static final long TRANSACTION = 77;

  private static TableMapping table(String key) {
    return new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
        .map(
            new TableSchema(
                new TableId("s", "t"),
                List.of(
                    new Column("id", DeclaredType.of(key), null),
                    new Column("wait", DeclaredType.of("interval"), null),
                    new Column("list", DeclaredType.arrayOf(DeclaredType.of("int4")), null),
                    new Column("days", DeclaredType.arrayOf(DeclaredType.of("date")), null)),
                List.of("id"),
                0,
                0));
  }

  private static Change change(@Nullable Object @Nullable ... values) {
    @Nullable Object[] image = values == null ? null : Arrays.copyOf(values, 4);
    ChangeOperation operation = image == null ? ChangeOperation.DELETE : ChangeOperation.UPDATE;
    EventPlace place = Places.at(0, 5, 100, 100, TRANSACTION, -1);
    return new Change(place, operation, new RowKey(new Object[] {1}), null, image);
  }

  @Test
  void findsWhatMayHaveBeenAnotherValue() {
    AmbiguityCheck lookalikes = new AmbiguityCheck(table("int4"));
    RowKey key = new RowKey(new Object[] {1});
    assertThat(lookalikes.check(change(1, ZERO, NULLS)).ambiguous())
        .containsExactly(
            new AmbiguousValue(
                PostgresAmbiguity.INFINITE_INTERVAL, "wait", key, Places.transaction(TRANSACTION)),
            new AmbiguousValue(
                PostgresAmbiguity.MANY_DIMENSIONS, "list", key, Places.transaction(TRANSACTION)));
    assertThat(lookalikes.check(change(1, "P0Y0M0DT0H0M1S", Arrays.asList(null, 1))).ambiguous())
        .isEmpty();
    assertThat(lookalikes.check(change(1, null, List.of())).ambiguous()).isEmpty();
    assertThat(lookalikes.check(change(1, Unavailable.VALUE, Unavailable.VALUE)).ambiguous())
        .isEmpty();
    assertThat(lookalikes.check(change((Object[]) null)).ambiguous()).isEmpty();
  }

  @Test
  void refusesWhatTheSourceHasRefuted() {
    TableMapping table = table("int4");
    AmbiguousValue interval =
        new AmbiguityCheck(table).check(change(1, ZERO, null)).ambiguous().get(0);
    AmbiguityCheck lookalikes = new AmbiguityCheck(table, Set.of(interval.refutedBy("")));
    assertThatThrownBy(() -> lookalikes.check(change(1, ZERO, null)).ambiguous())
        .isInstanceOf(UndecodableException.class)
        .hasMessage(
            "column wait of type interval holds an infinite interval, which Debezium sends as zero");
    assertThat(lookalikes.check(change(1, null, NULLS)).ambiguous()).hasSize(1);
  }

  @ParameterizedTest(name = "a key of {0}")
  @ValueSource(strings = {"money", "interval"})
  void asksAboutTheWholeTableWhereRowsCannotBeNamed(String key) {
    TableMapping table = table(key);
    List<AmbiguousValue> sightings =
        new AmbiguityCheck(table).check(change(1, ZERO, NULLS)).ambiguous();
    assertThat(sightings)
        .containsExactly(
            new AmbiguousValue(
                PostgresAmbiguity.INFINITE_INTERVAL, "wait", null, Places.transaction(TRANSACTION)),
            new AmbiguousValue(
                PostgresAmbiguity.MANY_DIMENSIONS, "list", null, Places.transaction(TRANSACTION)));
    assertThatThrownBy(
            () ->
                new AmbiguityCheck(table, Set.of(sightings.get(0).refutedBy("")))
                    .check(change(1, ZERO, null))
                    .ambiguous())
        .isInstanceOf(UndecodableException.class)
        .hasMessageStartingWith(
            "column wait of type interval may hold an infinite interval, which Debezium sends as"
                + " zero: the table has such a value, and no key by which");
  }

  /** The days of one list, as Debezium sends them and as they are. */
  @ParameterizedTest(name = "{0} stands for {1}")
  @CsvSource({
    "2024-03-10, -2023-03-10",
    "0001-12-31, 0000-12-31",
    "4713-01-01, -4712-01-01",
    "1582-10-15, 1582-10-05",
    "1582-10-24, 1582-10-14",
    "1582-10-07, -1581-10-07",
    "2011-12-31, 2011-12-30",
  })
  void putsTheDaysOfTheSourceInTheirPlace(LocalDate sent, LocalDate day) {
    Object[] row = {1, null, null, Arrays.asList(sent, null, LocalDate.of(2024, 2, 29))};
    TableMapping table = table("int4");
    List<AmbiguousValue> sightings = new AmbiguityCheck(table).check(change(row)).ambiguous();
    assertThat(sightings)
        .extracting(AmbiguousValue::what)
        .containsExactly(PostgresAmbiguity.OTHER_DAYS);
    String shown = day.toEpochDay() + ",,19782";
    Change sentChange = change(row);
    Change change =
        new AmbiguityCheck(table, Set.of(sightings.get(0).refutedBy(shown)))
            .check(sentChange)
            .change();
    assertThat(sentChange.image()).containsExactly(row);
    assertThat(Objects.requireNonNull(change.image())[3])
        .isEqualTo(Arrays.asList(day, null, LocalDate.of(2024, 2, 29)));
    AmbiguousValue nameless =
        new AmbiguityCheck(table("money")).check(change(row)).ambiguous().get(0);
    AmbiguityCheck ofTable =
        new AmbiguityCheck(
            table("money"), Set.of(nameless.refutedBy(shown), nameless.refutedBy("5,6")));
    assertThatThrownBy(() -> ofTable.check(change(row)).ambiguous())
        .isInstanceOf(UndecodableException.class)
        .hasMessageStartingWith("column days of type date[] may hold days that Debezium sends");
  }

  @ParameterizedTest(name = "{0} at the source leaves the event as it is")
  @ValueSource(strings = {"-719529,,19782", "19782", "19782,-2147483648", "0,19782"})
  void leavesDaysThatTheRowHadBeforeItWasChanged(String shown) {
    List<LocalDate> sent = List.of(LocalDate.of(1582, 10, 15), LocalDate.of(2024, 2, 29));
    TableMapping table = table("int4");
    AmbiguousValue sighting =
        new AmbiguityCheck(table).check(change(1, null, null, sent)).ambiguous().get(0);
    Change change =
        new AmbiguityCheck(table, Set.of(sighting.refutedBy(shown)))
            .check(change(1, null, null, sent))
            .change();
    assertThat(Objects.requireNonNull(change.image())[3]).isEqualTo(sent);
    assertThat(
            new AmbiguityCheck(table)
                .check(change(1, null, null, List.of(LocalDate.of(4714, 1, 1))))
                .ambiguous())
        .isEmpty();
  }
}
