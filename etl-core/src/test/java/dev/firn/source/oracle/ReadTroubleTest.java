package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.TableId;
import dev.firn.source.SourceReader;
import dev.firn.source.oracle.catalog.FixtureDictionary;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.health.ReadTrouble;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of a load before it reads; the rows are synthetic. */
class ReadTroubleTest {

  private static final TableId BIG = new TableId("APP", "BIG");

  private FixtureDictionary dictionary;

  @BeforeEach
  void open() throws SQLException {
    dictionary = new FixtureDictionary("19c");
    dictionary.run("CREATE TABLE \"V$PARAMETER\" (NAME, VALUE)");
    dictionary.run("INSERT INTO \"V$PARAMETER\" VALUES ('undo_retention', '900')");
    dictionary.run("CREATE TABLE \"GV$UNDOSTAT\" (TUNED_UNDORETENTION, SSOLDERRCNT)");
    dictionary.run("INSERT INTO \"GV$UNDOSTAT\" VALUES (1500, 0), (1200, 3), (0, 0)");
    dictionary.run("CREATE TABLE SESSION_PRIVS (PRIVILEGE)");
    dictionary.run("INSERT INTO SESSION_PRIVS VALUES ('EXEMPT REDACTION POLICY')");
    dictionary.run("CREATE TABLE NLS_DATABASE_PARAMETERS (PARAMETER, VALUE)");
    dictionary.run("INSERT INTO NLS_DATABASE_PARAMETERS VALUES ('NLS_CHARACTERSET', 'AL32UTF8')");
    dictionary.answer("SELECT USER", "SELECT 'ETL'");
  }

  @AfterEach
  void close() throws SQLException {
    dictionary.close();
  }

  private List<String> trouble(Map<TableId, Long> mebibytes) throws SQLException {
    Map<TableId, Long> bytes = new HashMap<>();
    mebibytes.forEach((table, size) -> bytes.put(table, size << 20));
    return new ReadTrouble(dictionary.connection(), OracleVersion.V19, "APP")
        .find(new SourceReader.Effort(bytes, 2, 4));
  }

  /** Of 4 connections 80 MiB come in a second, so that in 1200 s 96,000 MiB do. */
  @Test
  void aLoadThatEndsBeforeTheServerForgetsHasNone() throws SQLException {
    assertThat(trouble(Map.of())).isEmpty();
    assertThat(trouble(Map.of(BIG, 96_000L))).isEmpty();
    assertThat(trouble(Map.of(BIG, 96_000L, new TableId("APP", "OTHER"), 90_000L))).isEmpty();
  }

  @Test
  void aTableThatTakesLongerThanTheServerKeepsUndoIsNamedWithWhatMendsIt() throws SQLException {
    assertThat(trouble(Map.of(BIG, 200_000L, new TableId("APP", "SMALL"), 10L)))
        .containsExactly(
            "all of it is read at one SCN, which takes about 41 min (200,010 MiB, 2 tables at once"
                + " with 4 connections each, 20 MiB/s for each), and the server has kept undo for 20"
                + " min lately (undo_retention 900 s, 3 reads broken off by ORA-01555): what is"
                + " changed meanwhile of APP.BIG has to be read again as a whole at another SCN."
                + " ALTER SYSTEM SET UNDO_RETENTION = 3750 keeps it as long as its tablespace can"
                + " grow; APP.BIG alone takes 41 min, which more splits (parallel_tables) shorten");
  }

  @Test
  void manyTablesThatTakeTooLongTogetherAreCounted() throws SQLException {
    Map<TableId, Long> many = new HashMap<>();
    for (int i = 10; i < 16; i++) {
      many.put(new TableId("APP", "T" + i), 40_000L);
    }
    assertThat(trouble(many))
        .singleElement()
        .asString()
        .contains("takes about 25 min (240,000 MiB")
        .contains("what is changed meanwhile of 2 tables, from APP.T14 on has to be read again")
        .endsWith(
            "UNDO_RETENTION = 2250 keeps it as long as its tablespace can grow; fewer tables in"
                + " one run (--tables) take less time");
  }

  @Test
  void saysSoIfItMayNotLook() throws SQLException {
    dictionary.run("DROP TABLE \"GV$UNDOSTAT\"");
    dictionary.run("DROP TABLE \"V$DATABASE\"");
    dictionary.run("DROP TABLE DBA_EXTENTS");
    dictionary.run("DELETE FROM SESSION_PRIVS");
    assertThat(trouble(Map.of(BIG, 200_000L)))
        .hasSize(4)
        .anyMatch(line -> line.endsWith("SYS.GV_$UNDOSTAT and SYS.V_$PARAMETER lets it be checked"))
        .anyMatch(line -> line.contains("GRANT SELECT ON SYS.REDACTION_POLICIES TO \"ETL\""))
        .anyMatch(line -> line.contains("GRANT SELECT ON SYS.V_$DATABASE lets it be noticed"))
        .anyMatch(
            line -> line.contains("SYS.DBA_EXTENTS and SYS.DBA_SEGMENTS has them cut evenly"));
    assertThat(trouble(Map.of(BIG, 10L))).hasSize(2);
  }

  @Test
  void namesACharacterSetThatHasLostLetters() throws SQLException {
    dictionary.run("UPDATE NLS_DATABASE_PARAMETERS SET VALUE = 'US7ASCII'");
    assertThat(trouble(Map.of()))
        .singleElement()
        .asString()
        .startsWith("the database keeps text as US7ASCII");
  }
}
