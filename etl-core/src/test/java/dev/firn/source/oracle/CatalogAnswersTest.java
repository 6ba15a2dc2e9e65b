package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Column;
import dev.firn.model.DeclaredType;
import dev.firn.model.RelationKind;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.FixtureDictionary;
import dev.firn.source.oracle.catalog.TableDiscovery;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogAnswersTest {

  private static final TableId NOTES = new TableId("APP", "NOTES");

  /** As the dictionary has it of a table of the fixture, but for what is named. */
  private static TableSchema table(RowNaming naming, String type) throws SQLException {
    try (FixtureDictionary dictionary = new FixtureDictionary("19c")) {
      TableIdentity known =
          new TableDiscovery(dictionary.connection(), OracleVersion.V19)
              .findTable(new TableId("APP", "ORDERS"))
              .map(TableSchema::identity)
              .orElseThrow();
      TableIdentity identity =
          new TableIdentity(
              known.server(),
              known.object(),
              known.named(),
              naming,
              known.key(),
              known.columns(),
              known.lastColumn(),
              known.parts(),
              known.sentBy(),
              known.horizon(),
              known.settled());
      return new TableSchema(
          NOTES,
          RelationKind.TABLES,
          List.of(new Column("TEXT", DeclaredType.of(type), null)),
          List.of(),
          0,
          0,
          identity);
    }
  }

  @Test
  void rowsWithoutAKeyAreToldByAllOfTheirValues() throws SQLException {
    assertThat(CatalogAnswers.untoldRows(table(RowNaming.FULL, "VARCHAR2"))).isEmpty();
    assertThat(CatalogAnswers.untoldRows(table(RowNaming.NOTHING, "VARCHAR2")))
        .contains(
            "its changes are not logged whole. Set ALTER TABLE \"APP\".\"NOTES\" ADD SUPPLEMENTAL LOG"
                + " DATA (ALL) COLUMNS");
  }

  @Test
  void rowsWithLargeValuesAreNotToldWithoutAKey() throws SQLException {
    assertThat(CatalogAnswers.untoldRows(table(RowNaming.FULL, "CLOB")))
        .contains("events do not say which values of TEXT a row had. Give it a primary key");
  }

  private static ColumnIdentity declared(String declaration) {
    return new ColumnIdentity(1, "C", false, 0, -1, declaration, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "' CHAR null null 5 5',' CHAR null null 10 10',true",
    "' CHAR null null 5 5',' CHAR null null 5 5',false",
    "' VARCHAR2 null null 5 5',' NCHAR null null 10 5',true",
    "' VARCHAR2 null null 5 5',' VARCHAR2 null null 9 9',false"
  })
  void aTextThatIsPaddedToAnotherLengthHasOtherValues(String before, String now, boolean isPadded) {
    assertThat(CatalogAnswers.isPadded(declared(before), declared(now))).isEqualTo(isPadded);
  }
}
