package dev.firn.source.oracle.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.error.ExitCode;
import dev.firn.error.FirnException;
import dev.firn.error.ReadPointGoneException;
import dev.firn.model.TableId;
import dev.firn.source.oracle.connect.OraFailure.Outcome;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleErrorsTest {

  private static final TableId ORDERS = new TableId("APP", "ORDERS");

  private static SQLException refusal(int code, String message) {
    return new SQLException(message, "72000", code);
  }

  @ParameterizedTest(name = "ORA-{0} is {1}")
  @CsvSource({
    "1555, NEW_READ_POINT",
    "22924, NEW_READ_POINT",
    "1466, NEW_READ_POINT",
    "8181, NEW_READ_POINT",
    "1410, NEW_READ_POINT",
    "8103, NEW_READ_POINT",
    "942, TABLE_FAILS",
    "1031, TABLE_FAILS",
    "997, TABLE_FAILS",
    "1722, TABLE_FAILS",
    "3113, RETRY",
    "3135, RETRY",
    "12541, RETRY",
    "17002, RETRY",
    "17410, RETRY",
    "1033, RETRY",
    "257, RETRY",
    "1109, RETRY",
    "3172, RETRY",
    "1591, RETRY",
    "2399, RETRY",
    "56735, RETRY",
    "4036, RETRY",
    "12637, RETRY",
    "28000, RUN_FAILS",
    "1017, RUN_FAILS",
    "12514, RETRY",
    "1219, RETRY",
    "12154, RUN_FAILS"
  })
  void saysWhatComesOfAFailure(int code, Outcome outcome) {
    assertThat(OraFailure.of(refusal(code, "ORA-%05d: something".formatted(code))).outcome())
        .isEqualTo(outcome);
  }

  @Test
  void looksThroughWhatOnlyReportsAnother() {
    OraFailure wrapped =
        OraFailure.of(
            refusal(
                12801,
                """
                ORA-12801: error signaled in parallel query server P003
                ORA-01555: snapshot too old: rollback segment number 7 with name "_SYSSMU7$" too small
                """));
    assertThat(wrapped.code()).isEqualTo(1555);
    assertThat(wrapped.outcome()).isEqualTo(Outcome.NEW_READ_POINT);

    SQLException outer = refusal(604, "ORA-00604: error occurred at recursive SQL level 1");
    outer.initCause(refusal(1555, "ORA-01555: snapshot too old"));
    assertThat(OraFailure.of(outer).code()).isEqualTo(1555);
  }

  @Test
  void keepsToOneLineOfWhatNewerDriversSay() {
    OraFailure failure =
        OraFailure.of(
            refusal(
                1017,
                """
                ORA-01017: invalid credential or not authorized; logon denied
                somewhere-to-read-more
                """));
    assertThat(failure.text())
        .isEqualTo("ORA-01017: invalid credential or not authorized; logon denied");
  }

  @Test
  void aReadWhoseUndoIsGoneBeginsAtAnotherInstant() {
    FirnException failure =
        OracleErrors.readIsBrokenOff(
            ORDERS, "8812345678", refusal(1555, "ORA-01555: snapshot too old"));
    assertThat(failure)
        .isInstanceOf(ReadPointGoneException.class)
        .hasMessageEndingWith(
            "Cannot read APP.ORDERS at SCN 8812345678: ORA-01555: snapshot too old. The server has"
                + " overwritten what the read still needed. The whole table is read again at a later"
                + " SCN; raise UNDO_RETENTION, or take fewer tables at once with --tables, if that"
                + " happens again.");
    assertThat(failure.isRetryable()).isFalse();
    assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @ParameterizedTest(name = "ORA-{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "942|false|Cannot read APP.ORDERS at SCN 7: ORA-00942: it. Grant it: GRANT SELECT ON … TO"
            + " the user in database_connection.",
        "997|false|Cannot read APP.ORDERS at SCN 7: ORA-00997: it. Set handle_long_columns: exclude"
            + " loads the other columns.",
        "3113|true|Cannot read APP.ORDERS at SCN 7: ORA-03113: it.",
        "1017|false|Cannot read APP.ORDERS at SCN 7: ORA-01017: it. Check username and password in"
            + " database_connection."
      })
  void saysWhatToDo(int code, boolean canPass, String message) {
    FirnException failure =
        OracleErrors.readIsBrokenOff(ORDERS, "7", refusal(code, "ORA-%05d: it.".formatted(code)));
    assertThat(failure.sentence()).isEqualTo(message);
    assertThat(failure.isRetryable()).isEqualTo(canPass);
    assertThat(failure).isNotInstanceOf(ReadPointGoneException.class);
  }
}
