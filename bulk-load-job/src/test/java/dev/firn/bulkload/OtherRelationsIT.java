package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.LoadVerification;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.model.RelationKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views, foreign tables and other relations that are no plain tables. */
class OtherRelationsIT extends LoadFixture {

  private static final List<RelationKind> EVERYTHING = List.of(RelationKind.values());

  @TempDir private static Path files;

  @BeforeEach
  void createRelations() throws IOException {
    Path archive =
        Files.writeString(files.resolve(name + ".csv"), "1001,archived\n1002,archived\n");
    execute(
        "CREATE TABLE $S.plain(id int PRIMARY KEY, name text)",
        "INSERT INTO $S.plain SELECT g, 'row ' || g FROM generate_series(1, 1000) g",
        "CREATE VIEW $S.a_view AS SELECT id, upper(name) AS shout FROM $S.plain WHERE id <= 10",
        "CREATE MATERIALIZED VIEW $S.kept AS SELECT id, name FROM $S.plain WHERE id > 990",
        "CREATE UNLOGGED TABLE $S.scratch(id int PRIMARY KEY)",
        "INSERT INTO $S.scratch VALUES (7)",
        "CREATE EXTENSION IF NOT EXISTS file_fdw",
        "CREATE SERVER IF NOT EXISTS files FOREIGN DATA WRAPPER file_fdw",
        "CREATE FOREIGN TABLE $S.outside(id int, name text) SERVER files OPTIONS (filename '"
            + archive
            + "', format 'csv')");
  }

  private void loadAlso(List<RelationKind> kinds) {
    settings = settings(4, 100_000, LoadVerification.COUNT, kinds);
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void onlyTablesAreLoadedUnlessToldOtherwise() {
    loadAlso(List.of());
    assertThat(lakeNumber("plain", "count(*)")).isEqualTo(1000);
    assertThat(List.of("a_view", "kept", "scratch", "outside"))
        .noneMatch(table -> spark.catalog().tableExists(lakeId(table).quoted()));
  }

  @Test
  void whatIsAskedForIsLoadedAndNotPublished() throws Exception {
    loadAlso(EVERYTHING);
    assertThat(lakeRows("a_view", "shout")).hasSize(10).contains("ROW 7");
    assertThat(lakeNumber("kept", "sum(id)")).isEqualTo((991 + 1000) * 10 / 2);
    assertThat(lakeRows("scratch", "id")).containsExactly("7");
    assertThat(lakeRows("outside", "concat(id, name)"))
        .containsExactly("1001archived", "1002archived");
    assertThat(
            sourceNumber(
                "SELECT count(*) FROM pg_publication_tables WHERE schemaname = '$S'"
                    + " AND tablename <> 'plain'"))
        .isZero();
  }

  @Test
  void theForeignPartitionOfATableIsLoadedToo() throws Exception {
    execute(
        "CREATE TABLE $S.parts(id int, name text) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.parts_new PARTITION OF $S.parts FOR VALUES FROM (0) TO (1000)",
        "INSERT INTO $S.parts VALUES (1, 'new')",
        "CREATE FOREIGN TABLE $S.parts_old PARTITION OF $S.parts FOR VALUES FROM (1000) TO (2000)"
            + " SERVER files OPTIONS (filename '"
            + files.resolve(name + ".csv")
            + "', format 'csv')");
    loadAlso(List.of());
    assertThat(lakeRows("parts", "concat(id, name)"))
        .containsExactly("1001archived", "1002archived", "1new");
  }

  @Test
  void aViewThatIsNamedIsRefusedWithTheSettingThatLoadsIt() {
    TableSelection named = new TableSelection(null, List.of("a_view"), false);
    assertThatThrownBy(() -> job(named, false, false).run())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("Cannot load a_view")
        .hasMessageContaining("bulk_load.also_load: [views]");
  }
}
