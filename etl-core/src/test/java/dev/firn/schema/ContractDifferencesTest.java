package dev.firn.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.TableId;
import dev.firn.testing.PostgresColumns;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContractDifferencesTest {

  private static final TableId TABLE = new TableId("s", "t");
  private static final ColumnMapping ID = column("id", "int4");

  private static ColumnMapping column(String name, String type) {
    return PostgresColumns.of(name, type);
  }

  private static TableMapping table(String key, ColumnMapping... columns) {
    return new TableMapping(TABLE, List.of(columns), List.of(key));
  }

  @Test
  void areNoneBetweenEqualContracts() {
    TableMapping contract = table("id", ID, column("a", "text"));
    assertThat(ContractDifferences.between(contract, TableMapping.fromJson(contract.toJson())))
        .isEmpty();
  }

  @Test
  void nameEveryColumnThatIsCarriedOtherwise() {
    ColumnMapping number = column("n", "numeric");
    TableMapping contract = table("id", ID, number, column("bits", "varbit"), column("x", "text"));
    TableMapping now =
        new TableMapping(
            TABLE,
            List.of(
                column("id", "int8"),
                number.sized(new MeasuredSize(18, 2, "measured: few")),
                column("y", "date")),
            List.of(),
            Map.of("bits", "has type varbit"));

    assertThat(ContractDifferences.between(contract, now))
        .containsExactly(
            "column id was int4 and is int8 at the source, so int becomes bigint in the lake",
            "column n of type numeric was string and is decimal(18,2) in the lake: measured: few",
            "column bits is left out now, because it has type varbit",
            "column x is gone",
            "column y is new",
            "the key was [id] and is []");
  }
}
