package dev.firn.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {

  private static List<String> statements(String text) {
    return SqlText.of(text).all().stream().map(Statement::text).toList();
  }

  @Test
  void statementsEndWithSemicolonsAndTheLastOneNeedsNone() {
    assertThat(statements("SELECT 1; ;\n SELECT 2 ;SELECT 3"))
        .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    assertThat(statements(" \n -- nothing\n /* at all */ ")).isEmpty();
    assertThat(SqlText.of("SELECT 1; SELECT").rest().text()).isEqualTo("SELECT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'a;b'",
        "SELECT 'it''s; so', \"x;y\"",
        "SELECT 'a\\'; b'",
        "SELECT r'C:\\;' , R\"\\;\"",
        "SELECT `a;b``c;d` FROM t",
        "SELECT 1 -- not; here",
        "SELECT /* nor; /* here; */ nor; here */ 1",
        "SELECT 1 -- it's\n, 2",
      })
  void aSemicolonWithinSomethingElseEndsNothing(String statement) {
    assertThat(statements(statement + "\n; SELECT 2")).containsExactly(statement, "SELECT 2");
  }

  @Test
  void aRawStringEndsAtItsQuoteAndAnotherNameIsNoMark() {
    assertThat(statements("SELECT r'\\'; SELECT 2")).containsExactly("SELECT r'\\'", "SELECT 2");
    assertThat(statements("SELECT myr'\\'; x'; SELECT 2"))
        .containsExactly("SELECT myr'\\'; x'", "SELECT 2");
  }

  @Test
  void whatIsNotEndedIsTheRest() {
    assertThat(SqlText.of("SELECT 'a;").statements()).isEmpty();
    assertThat(SqlText.of("SELECT 'a;").rest().text()).isEqualTo("SELECT 'a;");
    assertThat(SqlText.of("/* a; ").rest().isEmpty()).isTrue();
  }

  @Test
  void theFirstWordIsTheStatementsOwn() {
    assertThat(new Statement("-- drop\n/* drop */ ( ( select 1))").firstWord()).isEqualTo("SELECT");
    assertThat(new Statement("drop table t").firstWord()).isEqualTo("DROP");
    assertThat(new Statement("/*+ hint */ ").firstWord()).isEmpty();
  }
}
