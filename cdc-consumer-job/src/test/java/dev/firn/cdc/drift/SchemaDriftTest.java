package dev.firn.cdc.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.testing.PostgresColumns;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaDriftTest {

  private static final ColumnMapping ID = column("id", "int8");
  private static final ColumnMapping NAME = column("name", "text");
  private static final ColumnMapping SIZE = column("size", "int4");

  private static ColumnMapping column(String name, String type) {
    return PostgresColumns.of(name, type);
  }

  private static ColumnMapping numeric(int precision, int scale) {
    return PostgresColumns.of("size", new DeclaredType("numeric", precision, scale, false));
  }

  private static TableMapping contract(ColumnMapping... columns) {
    return new TableMapping(new TableId("shop", "t"), List.of(columns), List.of("id"));
  }

  private static List<String> drifts(
      TableMapping contract, List<ColumnMapping> now, String... history) {
    return SchemaDrift.between(contract, now, List.of(history)).stream()
        .map(drift -> drift.kind() + " " + drift.column() + " " + Drift.text(drift.after()))
        .toList();
  }

  @Test
  void seesNothingWhereNothingIs() {
    assertThat(drifts(contract(ID, NAME), List.of(ID, NAME), "id", "name")).isEmpty();
  }

  @Test
  void tellsARenamedColumnFromADroppedAndAnAddedOne() {
    ColumnMapping title = column("title", "text");
    assertThat(drifts(contract(ID, NAME), List.of(ID, title), "id", "title"))
        .containsExactly("RENAME name title text");
    assertThat(drifts(contract(ID, NAME), List.of(ID, title), "id", "", "title"))
        .containsExactly("DROP name ");
    assertThat(drifts(contract(ID, NAME, SIZE), List.of(ID, SIZE), "id", "", "size"))
        .containsExactly("DROP name ");
  }

  @Test
  void followsColumnsThatWereRenamedOneBehindTheOther() {
    ColumnMapping a = column("a", "text");
    ColumnMapping b = column("b", "int8");
    assertThat(drifts(contract(ID, NAME, SIZE), List.of(ID, a, b), "id", "a", "b"))
        .containsExactly("RENAME name a text", "RENAME size b int8", "WIDEN size b int8");
  }

  @ParameterizedTest(name = "numeric({0},{1}) to numeric({2},{3}): {4}")
  @CsvSource({
    "5, 2, 8, 2, WIDEN",
    "5, 2, 8, 4, WIDEN",
    "5, 2, 6, 4, NARROW",
    "8, 2, 5, 2, NARROW",
    "5, 2, 7, 1, NARROW"
  })
  void widensANumberOnlyIfEveryDigitHasAPlace(int p, int s, int p2, int s2, String kind) {
    assertThat(drifts(contract(ID, numeric(p, s)), List.of(ID, numeric(p2, s2)), "id", "size"))
        .containsExactly(kind + " size size numeric(" + p2 + "," + s2 + ")");
  }

  @ParameterizedTest(name = "int4 to {0}: {1}")
  @CsvSource({
    "int8, WIDEN",
    "int2, NARROW",
    "text, NARROW",
    "timestamp, NARROW",
    "float8, NARROW",
    "oid, NARROW",
    "money, NARROW"
  })
  void widensAnIntegerToWhatHoldsIt(String type, String kind) {
    assertThat(drifts(contract(ID, SIZE), List.of(ID, column("size", type)), "id", "size"))
        .containsExactly(kind + " size size " + type);
  }
}
