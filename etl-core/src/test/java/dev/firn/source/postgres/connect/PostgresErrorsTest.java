package dev.firn.source.postgres.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.TableId;
import org.junit.jupiter.api.Test;
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
        .hasMessage("Cannot read s.t: ERROR: too much (Take less, or none).");
  }
}
