package dev.firn.source.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Column;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.type.OracleTypes;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OracleStatementsTest {

  private static final String GOLDEN =
      "etl-core/src/test/resources/dev/firn/source/oracle/statements.txt";

  private static final Pattern PARAMETER = Pattern.compile("[ (]:(\\w+)");

  private static final List<String> RESERVED =
      Pattern.compile("\\s+")
          .splitAsStream(
              """
              ACCESS ADD ALL ALTER AND ANY AS ASC AUDIT BETWEEN BY CHAR CHECK CLUSTER COLUMN COMMENT
              COMPRESS CONNECT CREATE CURRENT DATE DECIMAL DEFAULT DELETE DESC DISTINCT DROP ELSE
              EXCLUSIVE EXISTS FILE FLOAT FOR FROM GRANT GROUP HAVING IDENTIFIED IMMEDIATE IN INCREMENT
              INDEX INITIAL INSERT INTEGER INTERSECT INTO IS LEVEL LIKE LOCK LONG MAXEXTENTS MINUS
              MLSLABEL MODE MODIFY NOAUDIT NOCOMPRESS NOT NOWAIT NULL NUMBER OF OFFLINE ON ONLINE OPTION
              OR ORDER PCTFREE PRIOR PUBLIC RAW RENAME RESOURCE REVOKE ROW ROWID ROWNUM ROWS SELECT
              SESSION SET SHARE SIZE SMALLINT START SUCCESSFUL SYNONYM SYSDATE TABLE THEN TO TRIGGER UID
              UNION UNIQUE UPDATE USER VALIDATE VALUES VARCHAR VARCHAR2 VIEW WHENEVER WHERE WITH
              """)
          .toList();

  /** A table with a name and columns for which statements differ. */
  private static final TableSchema CONTRACTS =
      new TableSchema(
          new TableId("APP", "Contracts of 2024"),
          List.of(
              new Column("ID", OracleTypes.declared("NUMBER", 9, 0), null),
              new Column("lower Case", DeclaredType.of("VARCHAR2"), null),
              new Column("AT", OracleTypes.declared("TIMESTAMP(6) WITH TIME ZONE", null, 6), null),
              new Column(
                  "LOCAL",
                  OracleTypes.declared("TIMESTAMP(6) WITH LOCAL TIME ZONE", null, 6),
                  null),
              new Column("DOCUMENT", DeclaredType.of("XMLTYPE"), null),
              new Column("BODY", DeclaredType.of("LONG"), null)),
          List.of("ID"),
          0,
          0);

  static List<OracleVersion> releases() {
    return List.of(OracleVersion.V11_2, OracleVersion.V12_1, OracleVersion.V19, OracleVersion.V23);
  }

  private static String written() {
    StringBuilder text =
        new StringBuilder("# Every statement that Firn can send to an Oracle server.\n");
    Map<String, String> newest = OracleStatements.all(OracleVersion.V23, CONTRACTS);
    write(text, "23.0", newest);
    OracleStatements.all(OracleVersion.V11_2, CONTRACTS).entrySet().stream()
        .filter(each -> !each.getValue().equals(newest.get(each.getKey())))
        .forEach(each -> write(text, "11.2", Map.of(each.getKey(), each.getValue())));
    return text.toString();
  }

  private static void write(StringBuilder text, String release, Map<String, String> statements) {
    statements.forEach(
        (name, sql) ->
            text.append("\n-- ")
                .append(name)
                .append(", ")
                .append(release)
                .append('\n')
                .append(sql.strip())
                .append(";\n"));
  }

  @Test
  void areThoseOfTheFile() throws IOException {
    if (Boolean.getBoolean("firn.regenerate-docs")) {
      Files.writeString(Repository.file(GOLDEN), written());
    }
    assertThat(written()).isEqualTo(Repository.text(GOLDEN));
  }

  @ParameterizedTest
  @MethodSource("releases")
  void nameNothingThatTheReleaseDoesNotHave(OracleVersion release) {
    Map<String, String> all = OracleStatements.all(release, CONTRACTS);
    assertThat(all.values())
        .noneSatisfy(sql -> assertThat(sql).containsAnyOf("FETCH FIRST", "LIMIT", "ANY_VALUE"));
    if (!release.isAtLeast(OracleVersion.V12_1)) {
      assertThat(all.values())
          .noneSatisfy(
              sql ->
                  assertThat(sql)
                      .containsAnyOf(
                          " USER_GENERATED,", ", USER_GENERATED AS", "CON_NAME", "ROW ARCHIVAL"));
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void readRowsAtAnScnOnly(OracleVersion release) {
    OracleStatements.all(release, CONTRACTS)
        .forEach(
            (name, sql) -> {
              if (sql.contains("\"Contracts of 2024\"")) {
                assertThat(sql).as(name).contains(" AS OF SCN :scn");
              }
            });
  }

  /** Which the grammar lets pass and the server refuses (ORA-01745). */
  @Test
  void nameNoParameterByAReservedWord() {
    Set<String> names =
        OracleStatements.all(OracleVersion.V19, CONTRACTS).values().stream()
            .flatMap(sql -> PARAMETER.matcher(sql).results())
            .map(found -> found.group(1).toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    assertThat(names).hasSizeGreaterThan(5).doesNotContainAnyElementsOf(RESERVED);
  }

  @Test
  void neverReadALong() {
    assertThat(OracleStatements.all(OracleVersion.V19, CONTRACTS).values())
        .noneSatisfy(sql -> assertThat(sql).contains("BODY"));
  }
}
