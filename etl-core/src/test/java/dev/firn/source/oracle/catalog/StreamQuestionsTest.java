package dev.firn.source.oracle.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.TableId;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamQuestionsTest {

  private FixtureDictionary dictionary;

  @BeforeEach
  void open() throws SQLException {
    dictionary = new FixtureDictionary("19c");
  }

  @AfterEach
  void close() throws SQLException {
    dictionary.close();
  }

  @Test
  void findsTheNameOfATableByItsNumberUnlessItWasDropped() throws SQLException {
    dictionary.answer("OWNER, OBJECT_NAME", "SELECT 'APP' AS OWNER, 'ORDERS' AS OBJECT_NAME");
    assertThat(StreamQuestions.findName(dictionary.connection(), 7))
        .contains(new TableId("APP", "ORDERS"));
    dictionary.answer(
        "OWNER, OBJECT_NAME", "SELECT 'APP' AS OWNER, 'BIN$8XqTk2Xb==$0' AS OBJECT_NAME");
    assertThat(StreamQuestions.findName(dictionary.connection(), 7)).isEmpty();
    dictionary.answer("OWNER, OBJECT_NAME", "SELECT '' AS OWNER, '' AS OBJECT_NAME WHERE false");
    assertThat(StreamQuestions.findName(dictionary.connection(), 7)).isEmpty();
  }

  @Test
  void tellsAPartThatWasExchangedFromOneThatIsWhereItWasFirst() throws SQLException {
    dictionary.answer("OBJECT_ID, DATA_OBJECT_ID", "SELECT 7 AS OBJECT_ID, 7 AS DATA_OBJECT_ID");
    assertThat(StreamQuestions.isStoredAnew(dictionary.connection(), 7)).isFalse();
    dictionary.answer("OBJECT_ID, DATA_OBJECT_ID", "SELECT 7 AS OBJECT_ID, 9 AS DATA_OBJECT_ID");
    assertThat(StreamQuestions.isStoredAnew(dictionary.connection(), 7)).isTrue();
    dictionary.answer(
        "OBJECT_ID, DATA_OBJECT_ID", "SELECT 7 AS OBJECT_ID, 7 AS DATA_OBJECT_ID WHERE false");
    assertThat(StreamQuestions.isStoredAnew(dictionary.connection(), 7)).isTrue();
  }

  @Test
  void knowsWhichColumnsMayHaveGivenOlderRowsADefault() throws SQLException {
    TableId orders = new TableId("APP", "ORDERS");
    dictionary.answer("DEFAULT_LENGTH", "SELECT NULL AS DEFAULT_LENGTH");
    assertThat(StreamQuestions.hasDefault(dictionary.connection(), orders, "NOTE")).isFalse();
    dictionary.answer("DEFAULT_LENGTH", "SELECT 4 AS DEFAULT_LENGTH");
    assertThat(StreamQuestions.hasDefault(dictionary.connection(), orders, "NOTE")).isTrue();
  }

  @Test
  void takesAStandbyForAReplica() throws SQLException {
    assertThat(StreamQuestions.isReplica(dictionary.connection(), OracleVersion.V19)).isFalse();
    dictionary.run("UPDATE \"V$DATABASE\" SET DATABASE_ROLE = 'PHYSICAL STANDBY'");
    assertThat(StreamQuestions.isReplica(dictionary.connection(), OracleVersion.V19)).isTrue();
    dictionary.run("DROP TABLE \"V$DATABASE\"");
    assertThat(StreamQuestions.isReplica(dictionary.connection(), OracleVersion.V19)).isFalse();
  }
}
