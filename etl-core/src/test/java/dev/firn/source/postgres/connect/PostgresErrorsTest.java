package dev.firn.source.postgres.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.error.Retryable;
import dev.firn.model.TableId;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class PostgresErrorsTest {

  /** A line of a report is a line. */
  @Test
  void whatTheServerSaysIsOneLineWithItsAdvice() {
    PSQLException refusal =
        new PSQLException(
            new ServerErrorMessage(
                "SERROR\0C54000\0Mtoo much.\0DOf this.\0HTake less,\nor none.\0P29\0\0"));
    assertThat(PostgresErrors.reason(refusal)).isEqualTo("ERROR: too much (Take less, or none)");
    assertThat(PostgresErrors.readIsBrokenOff(new TableId("s", "t"), refusal))
        .hasMessageEndingWith("Cannot read s.t: ERROR: too much (Take less, or none).");
  }

  /** Who may not read a table may not read it in the next attempt either. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "42501,false", "42P01,false", "0A000,false", "28000,false", "3F000,false",
    "57P01,true", "08006,true", "53300,true", "55P03,true", "40001,true"
  })
  void aReadIsTriedAgainOnlyIfWhatHasEndedItCanPass(String state, boolean canPass) {
    SQLException refusal = new SQLException("x", state);
    assertThat(Retryable.canPass(PostgresErrors.readIsBrokenOff(new TableId("s", "t"), refusal)))
        .isEqualTo(canPass);
  }
}
