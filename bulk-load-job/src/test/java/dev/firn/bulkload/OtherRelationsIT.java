package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.ConfigLoader;
import dev.firn.config.LoadVerification;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.model.LoadOutcome;
import dev.firn.model.RelationKind;
import dev.firn.model.TableSchema;
import dev.firn.schema.NumberProfile;
import dev.firn.setup.ConfigCommand;
import dev.firn.setup.DiscoverCommand;
import dev.firn.source.SourceDatabase;
import dev.firn.source.postgres.PostgresDatabase;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

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
  void aFirstConfigurationSaysWhatIsProposedAndWhatIsRefusedAndWhy() throws Exception {
    execute(
        "CREATE TABLE $S.twins(\"Id\" int PRIMARY KEY, id int)",
        "CREATE TABLE $S.hidden(id int PRIMARY KEY)",
        "CREATE TABLE $S.\"odd, name\"(\"Id\" int PRIMARY KEY, id int)",
        "CREATE TABLE $S.keyless(note text)",
        "ANALYZE $S.plain",
        "CREATE ROLE starter_$S LOGIN PASSWORD 'canary-7f3a'",
        "GRANT USAGE ON SCHEMA $S TO starter_$S",
        "GRANT SELECT ON ALL TABLES IN SCHEMA $S TO starter_$S",
        "REVOKE SELECT ON $S.hidden FROM starter_$S");
    Path password = Files.writeString(configDirectory.resolve("password"), "canary-7f3a\n");
    String[] call = {
      "init",
      "--source",
      "shop",
      "--host",
      "localhost",
      "--port",
      "" + postgres.port(),
      "--database",
      postgres.database(),
      "--username",
      "starter_" + name,
      "--schema",
      name,
      "--password-file",
      password.toString(),
      "--config",
      configDirectory.toString()
    };
    StringWriter said = new StringWriter();
    assertThat(
            ConfigCommand.run(
                new PrintWriter(said),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                call))
        .isZero();
    String written = Files.readString(configDirectory.resolve("sources.yaml"));
    assertThat(said.toString()).contains("2 tables of source shop").contains("3 refused.");
    assertThat(said + written).doesNotContain("canary");
    assertThat(written)
        .containsPattern("#   plain +1,000 .* id\n")
        .containsPattern("#   keyless .* none\n")
        .contains("# - hidden: user starter_" + name + " may not read " + name + ".hidden. GRANT")
        .contains(
            "# - twins: FIRN-3001 Cannot load " + name + ".twins: column id has the same lake name")
        .contains("    exclude_tables: [hidden, twins]\n")
        .contains("# - \"odd, name\" cannot be named below")
        .contains(
            "    #   also_load: [unlogged_tables, materialized_views, views, foreign_tables]");

    SourceConfig source = new ConfigLoader(configDirectory, Map.of()).loadSource("shop");
    assertThat(source.excludes("twins")).isTrue();
    assertThat(SourceDatabase.of(source, Clock.systemUTC()).discover("plain")).hasSize(1);

    StringWriter err = new StringWriter();
    assertThat(ConfigCommand.run(new PrintWriter(said), new PrintWriter(err), call))
        .isEqualTo(ExitCode.CONFIG.code());
    assertThat(err.toString()).contains("it exists, and is never overwritten");
    assertThat(configDirectory.resolve("sources.yaml")).hasContent(written);
  }

  @Test
  void aLookTellsWhatSourceLakeAndConfigurationDoNotHaveInCommon() throws Exception {
    execute("CREATE TABLE $S.dropped(id int PRIMARY KEY)", "INSERT INTO $S.dropped VALUES (1)");
    Path password =
        Files.writeString(configDirectory.resolve("password"), postgres.password() + "\n");
    String[] call = {
      "init",
      "--source",
      "shop",
      "--host",
      postgres.host(),
      "--port",
      "" + postgres.port(),
      "--database",
      postgres.database(),
      "--username",
      postgres.username(),
      "--schema",
      name,
      "--namespace",
      "bronze." + name,
      "--password-file",
      password.toString(),
      "--config",
      configDirectory.toString()
    };
    assertThat(
            ConfigCommand.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                call))
        .isZero();
    assertThat(differences(ExitCode.MISMATCH)).contains("+ plain: is not in the lake: firn bulk-l");
    loadAlso(List.of());
    assertThat(differences(ExitCode.OK))
        .isEqualTo("Source, lake and configuration have the same tables and columns.\n");

    execute(
        "DROP TABLE $S.dropped",
        "DROP VIEW $S.a_view",
        "DROP MATERIALIZED VIEW $S.kept",
        "ALTER TABLE $S.plain ADD COLUMN extra int DEFAULT 0, ALTER COLUMN name TYPE varchar(99),"
            + " DROP CONSTRAINT plain_pkey, ADD PRIMARY KEY (id, extra)",
        "CREATE TABLE $S.fresh(id int PRIMARY KEY)",
        "INSERT INTO $S.fresh VALUES (1)",
        "ANALYZE $S.fresh");
    Files.writeString(
        configDirectory.resolve("sources.yaml"),
        """
            exclude_tables: [gone_*]
            tables:
              plain: {sort_by: [nmae]}
              nothing: {delete_mode: soft}
        """,
        StandardOpenOption.APPEND);
    assertThat(differences(ExitCode.MISMATCH).lines())
        .containsExactly(
            "+ fresh: is not in the lake: firn bulk-load --source shop --tables fresh",
            "~ plain: column name was text when it was loaded and is varchar at the source,"
                + " column extra of type int4 is new at the source,"
                + " the key was (id) when it was loaded, and at the source the key is (id, extra)",
            "- dropped: is in the lake, and not in schema " + name + " of the source",
            "! exclude_tables: gone_* fits nothing that the source has",
            "! tables.plain: names column nmae, which plain has not",
            "! tables.nothing: fits nothing that the source has");
  }

  private String differences(ExitCode expected) {
    StringBuilder options = new StringBuilder();
    for (Tuple2<String, String> setting : spark.sparkContext().conf().getAll()) {
      if (setting._1().startsWith("spark.sql.catalog." + LocalSpark.CATALOG)) {
        options
            .append("--conf\n")
            .append(setting._1())
            .append('=')
            .append(setting._2())
            .append('\n');
      }
    }
    StringWriter said = new StringWriter();
    System.setProperty("firn.spark.options", options.toString());
    try {
      int code =
          DiscoverCommand.run(
              new PrintWriter(said),
              new PrintWriter(System.err, true, StandardCharsets.UTF_8),
              "--source",
              "shop",
              "--diff",
              "--config",
              configDirectory.toString());
      assertThat(code).as(said.toString()).isEqualTo(expected.code());
    } finally {
      System.clearProperty("firn.spark.options");
    }
    return said.toString();
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
  void numbersAreMeasuredBySampleWhereverThereArePages() {
    execute(
        "CREATE TABLE $S.large(id int, n numeric, m numeric) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.large_1 PARTITION OF $S.large FOR VALUES FROM (0) TO (10000)",
        "CREATE TABLE $S.large_2 PARTITION OF $S.large FOR VALUES FROM (10000) TO (20000)",
        "INSERT INTO $S.large SELECT g, 12345.25, -7 FROM generate_series(0, 19999) g",
        "CREATE FOREIGN TABLE $S.large_old PARTITION OF $S.large FOR VALUES FROM (20000) TO (30000)"
            + " SERVER files OPTIONS (filename '/nowhere', format 'csv')",
        "CREATE MATERIALIZED VIEW $S.large_kept AS SELECT id, n, m FROM $S.large_1",
        "CREATE VIEW $S.large_view AS SELECT id, n, m FROM $S.large_2");
    assertThat(sampled("large"))
        .isEqualTo("5.2 1.0 a sample of 50.0000 % of its pages in 2 of 3 partitions");
    assertThat(sampled("large_kept")).isEqualTo("5.2 1.0 a sample of 50.0000 % of its pages");
    assertThat(sampled("large_view")).as("has no size").isEqualTo("5.2 1.0 all rows");
  }

  /** No vacuum has counted them yet, and none ever counts a parent. */
  @Test
  void tablesWithoutStatisticsAreNotTakenForEmpty() {
    execute(
        "CREATE TABLE $S.fresh(id int, name text) WITH (autovacuum_enabled = off)",
        "INSERT INTO $S.fresh SELECT g, 'name ' || g FROM generate_series(1, 5000) g",
        "CREATE TABLE $S.empty(id int, name text)",
        "CREATE TABLE $S.whole(id int) PARTITION BY RANGE (id)",
        "CREATE TABLE $S.whole_1 PARTITION OF $S.whole FOR VALUES FROM (0) TO (1000)",
        "CREATE TABLE $S.whole_2 PARTITION OF $S.whole FOR VALUES FROM (1000) TO (2000)",
        "INSERT INTO $S.whole SELECT g FROM generate_series(0, 1499) g",
        "ANALYZE $S.whole_1, $S.whole_2");
    Map<String, Long> rows =
        SourceDatabase.of(source(), Clock.systemUTC()).discoverAll("%").stream()
            .collect(Collectors.toMap(table -> table.id().name(), TableSchema::estimatedRows));
    assertThat(rows.get("fresh")).isBetween(1_000L, 10_000L);
    assertThat(rows).containsEntry("empty", 0L).containsEntry("whole", 1500L);
  }

  /** The digits of both columns, and what was looked at, if it is half of the table. */
  private String sampled(String table) {
    PostgresDatabase database = (PostgresDatabase) SourceDatabase.of(source(), Clock.systemUTC());
    TableSchema schema =
        database.discoverAll(table).stream()
            .filter(found -> found.id().name().equals(table))
            .findFirst()
            .orElseThrow();
    Map<String, NumberProfile> profiles =
        database.measure(schema, List.of("n", "m"), schema.bytes() / 2);
    NumberProfile first = Objects.requireNonNull(profiles.get("n"));
    NumberProfile second = Objects.requireNonNull(profiles.get("m"));
    assertThat(first.values())
        .isPositive()
        .isLessThanOrEqualTo(schema.bytes() == 0 ? 10_000 : 19_999);
    return "%d.%d %d.%d %s"
        .formatted(
            first.integerDigits(),
            first.fractionDigits(),
            second.integerDigits(),
            second.fractionDigits(),
            first.scope());
  }

  @Test
  void aViewThatIsNamedIsRefusedAloneWithTheSettingThatLoadsIt() {
    TableSelection named = new TableSelection(null, List.of("a_view", "plain", "scratch"), false);
    LoadReport report = job(named, false, false).run();
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(lakeNumber("plain", "count(*)")).isEqualTo(1000);
    assertThat(report.outcomes().values())
        .filteredOn(LoadOutcome.Failed.class::isInstance)
        .extracting(outcome -> ((LoadOutcome.Failed) outcome).cause().getMessage())
        .satisfiesExactlyInAnyOrder(
            said -> assertThat(said).contains(".a_view: ", "bulk_load.also_load: [views]"),
            said ->
                assertThat(said)
                    .contains(".scratch: ", "also_load: [unlogged_tables]", "SET LOGGED"));
  }
}
