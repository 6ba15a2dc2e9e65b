package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.PlanText;
import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.BulkLoadConfig;
import dev.firn.config.LoadVerification;
import dev.firn.error.ErrorCode;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.fault.FaultPoint;
import dev.firn.lake.Branch;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.LoadOutcome;
import dev.firn.model.ReadPoint;
import dev.firn.model.UnknownTypes;
import dev.firn.source.SourceDatabase;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.junit.jupiter.api.Test;

class LoadRecoveryIT extends LoadFixture {

  /** What no part of the load expects, as the end of the process. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private ReadPoint readPoint(String table) {
    return lake.open(lakeId(table)).state().findReadPoint().orElseThrow();
  }

  private SourceDatabase database() {
    return SourceDatabase.of(source(), Clock.systemUTC());
  }

  private List<String> statuses() {
    return spark.table(lakeId("_cdc_status").quoted()).collectAsList().stream()
        .map(row -> row.getString(0) + " " + row.getString(1))
        .sorted()
        .toList();
  }

  /** Every table by itself, one after the other. */
  private static BulkLoadConfig oneByOne() {
    return settings(1, 0, LoadVerification.COUNT);
  }

  @Test
  void keepsATableThatWasPublishedBeforeTheRunWasEnded() {
    settings = oneByOne();
    execute(
        "CREATE TABLE $S.a (id int PRIMARY KEY, filler text)",
        "INSERT INTO $S.a SELECT g, repeat('x', 500) FROM generate_series(1, 100) g",
        "CREATE TABLE $S.b (id int PRIMARY KEY)",
        "INSERT INTO $S.b VALUES (1)");
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.publish.after") && subject.equals("a")) {
            throw new Killed();
          }
        });
    assertThatThrownBy(() -> load(null, false, false)).hasRootCauseInstanceOf(Killed.class);
    assertThat(statuses()).contains("a in_progress");
    long snapshot = lake.open(lakeId("a")).snapshotId();

    FaultPoint.install(null);
    LoadReport second = load(null, false, false);
    assertThat(second.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(second.toString()).contains("which was ended");
    assertThat(lake.open(lakeId("a")).snapshotId()).isEqualTo(snapshot);
    assertThat(statuses()).containsExactly("a completed", "b completed");
    assertThat(lakeNumber("a", "count(*)")).isEqualTo(100);
    assertThat(lakeRows("b", "id")).containsExactly("1");
  }

  @Test
  void beginsUnpublishedTablesAnewWhenTheReadPointIsLost() {
    settings = oneByOne();
    execute(
        "CREATE TABLE $S.a (id int PRIMARY KEY, filler text)",
        "INSERT INTO $S.a SELECT g, repeat('x', 500) FROM generate_series(1, 100) g",
        "CREATE TABLE $S.b (id int PRIMARY KEY)",
        "INSERT INTO $S.b VALUES (1)");
    AtomicInteger reached = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.split.write")
              && subject.equals("b")
              && reached.getAndIncrement() == 0) {
            execute(
                "INSERT INTO $S.b VALUES (2)",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE state = 'idle in transaction' AND pid <> pg_backend_pid()");
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(reached).hasValueGreaterThan(1);
    assertThat(lakeNumber("a", "count(*)")).isEqualTo(100);
    assertThat(lakeRows("b", "id")).containsExactly("1", "2");
    assertThat(readPoint("b").position().isAfter(readPoint("a").position())).isTrue();
  }

  @Test
  void changesThatWereAppliedAfterTheReadPointAreNotTakenForLoaded() {
    settings = settings(1, 0, LoadVerification.COUNT);
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    load(null, false, false);
    applied(4);
    AtomicInteger reached = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.split.write") && reached.getAndIncrement() == 0) {
            applied(9);
          }
        });
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(reached).as("the rows are read once").hasValue(1);
    LakeTable loaded = lake.open(lakeId("t"));
    assertThat(loaded.ledgers()).containsExactly(Map.entry("firn.ledger.shop", ledger(4)));
    assertThat(loaded.findSummary("firn.ledger.shop")).isEmpty();
  }

  @Test
  void aLoadOfABusyTableReadsItOnceAndLeavesNoFileBehind() throws IOException {
    settings = settings(1, 0, LoadVerification.COUNT);
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    load(null, false, false);
    AtomicInteger reads = new AtomicInteger();
    AtomicInteger commits = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.split.write")) {
            reads.incrementAndGet();
          }
          if (step.equals("lake.load.before") && commits.incrementAndGet() <= 4) {
            applied(commits.get());
          }
        });
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(commits).hasValue(5);
    assertThat(reads).hasValue(1);
    assertThat(lakeRows("t", "id")).containsExactly("1");
    commits.set(-100);
    long published = dataFiles();
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(dataFiles()).isEqualTo(published);
  }

  @Test
  void aCatalogThatIsAwayForAMomentFailsNoTable() {
    settings = settings(1, 0, LoadVerification.COUNT);
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    AtomicInteger commits = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("lake.load.before") && commits.incrementAndGet() == 1) {
            throw new ServiceFailureException("Error occurred while processing GET request");
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(commits).hasValue(2);
    assertThat(lakeRows("t", "id")).containsExactly("1");
  }

  private long dataFiles() throws IOException {
    try (Stream<Path> files = Files.walk(LocalSpark.home().resolve("lakehouse"))) {
      return files
          .filter(file -> file.toString().contains(name + "/t/data/"))
          .filter(file -> file.toString().endsWith(".parquet"))
          .count();
    }
  }

  private static String ledger(long offset) {
    return Ledger.empty("shop.t").advance(1, Map.of(0, offset), "", 0).toJson();
  }

  /** What a consumer does to the table that has applied events up to the offset. */
  private void applied(int offset) {
    LakeTable table = lake.open(lakeId("t"));
    Branch branch = table.branches().open("stream" + offset);
    String text = ledger(offset);
    LakeTable.withSummary(
        Map.of("firn.ledger.shop", text), () -> table.branches().deleteAll(branch));
    table.branches().publish(branch, Map.of("firn.ledger.shop", text));
  }

  @Test
  void readsOnlyTheSplitAgainThatWasInterrupted() {
    settings = oneByOne();
    execute(
        "CREATE TABLE $S.wide (id int PRIMARY KEY, filler text)",
        "INSERT INTO $S.wide SELECT g, repeat('x', 900) FROM generate_series(1, 27000) g");
    AtomicInteger reached = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.split.write") && reached.getAndIncrement() == 0) {
            throw UnavailableException.transientFailure(
                ErrorCode.SOURCE_REFUSES, "The network was away.", null);
          }
        });
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    LoadOutcome.Loaded loaded = (LoadOutcome.Loaded) report.outcomes().values().iterator().next();
    assertThat(loaded.splits()).isGreaterThan(2);
    assertThat(reached).hasValue(loaded.splits() + 1);
    assertThat(lakeNumber("wide", "count(*)")).isEqualTo(27_000);
    assertThat(lakeNumber("wide", "count(DISTINCT id)")).isEqualTo(27_000);
  }

  @Test
  void aSmallTableThatFailsDoesNotTakeItsPackAlong() throws IOException {
    for (int i = 0; i < 5; i++) {
      execute(
          "CREATE TABLE $S.t" + i + " (id int PRIMARY KEY)",
          "INSERT INTO $S.t" + i + " VALUES (" + i + ")");
    }
    settings = settings(1, 100_000, LoadVerification.COUNT);
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.split.write") && subject.equals("t3")) {
            throw new IllegalStateException("The disk of t3 is full.");
          }
        });
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(report.toString()).contains("The disk of t3 is full.");
    JsonNode result = runResult();
    assertThat(result.path("exit_code").asInt()).isEqualTo(5);
    assertThat(result.path("tables").findValuesAsText("status"))
        .containsExactlyInAnyOrder("loaded", "loaded", "loaded", "loaded", "failed");
    assertThat(statuses()).contains("t3 failed", "t2 completed");

    FaultPoint.install(null);
    LoadReport retry = job(new TableSelection(null, List.of(), true), false, false).run();
    assertThat(retry.outcomes()).hasSize(1);
    assertThat(lakeRows("t3", "id")).containsExactly("3");
  }

  /** A connector of no table would read all of them. */
  @Test
  void whereNothingHasFailedThereIsNothingToTryAgain() throws IOException {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    LoadReport report = job(new TableSelection(null, List.of(), true), false, false).run();
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(report.outcomes()).isEmpty();
    assertThat(lake.find(lakeId("t"))).isEmpty();
    try (Stream<Path> files = Files.list(configDirectory)) {
      assertThat(files.filter(file -> file.toString().endsWith("_cdc.json"))).isEmpty();
    }
  }

  @Test
  void aTableThatFailsBesideOthersIsLoadedByItself() {
    // Of nine small tables three are loaded together.
    for (int i = 0; i < 9; i++) {
      execute(
          "CREATE TABLE $S.t" + i + " (id int PRIMARY KEY)",
          "INSERT INTO $S.t" + i + " VALUES (" + i + ")");
    }
    settings = settings(1, 100_000, LoadVerification.COUNT);
    AtomicInteger reads = new AtomicInteger();
    AtomicInteger publications = new AtomicInteger();
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.split.write") && subject.equals("t3")) {
            if (reads.getAndIncrement() == 0) {
              throw new IllegalStateException("The disk of t3 is full.");
            }
          }
          if (step.equals("load.publish.before") && subject.equals("t1")) {
            if (publications.getAndIncrement() == 0) {
              throw new IllegalStateException("Nobody knows why.");
            }
          }
        });
    LoadReport report = load(null, false, false);
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(reads).hasValue(2);
    assertThat(publications).hasValue(2);
    assertThat(lakeRows("t3", "id")).containsExactly("3");
    assertThat(lakeRows("t1", "id")).containsExactly("1");
    assertThat(statuses()).hasSize(9).allMatch(status -> status.endsWith(" completed"));
  }

  private JsonNode runResult() throws IOException {
    try (Stream<Path> files = Files.walk(configDirectory.resolve("runs"))) {
      Path file = files.filter(path -> path.endsWith("run_result.json")).findFirst().orElseThrow();
      return new ObjectMapper().readTree(Files.readString(file));
    }
  }

  @Test
  void aNumberThatDoesNotFitTheMeasuredSizeMakesItsColumnText() {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, n numeric, m numeric(5,1))",
        "INSERT INTO $S.t VALUES (1, 1.50, 2.5)",
        "CREATE TABLE $S.finer (id int PRIMARY KEY, n numeric)",
        "INSERT INTO $S.finer SELECT g, 1.5 FROM generate_series(1, 20000) g",
        "CREATE TABLE $S.special (n numeric)",
        "INSERT INTO $S.special VALUES (1)");
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.plan")) {
            execute(
                "INSERT INTO $S.t VALUES (2, 123456789012345.123456, 0)",
                "UPDATE $S.finer SET n = 1.2345 WHERE id = 20000",
                "INSERT INTO $S.special VALUES ('NaN'), ('-Infinity')");
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t", "n")).containsExactly("1.5", "123456789012345.123456");
    assertThat(lakeRows("finer", "concat(n, ' ', count(*) OVER (PARTITION BY n))"))
        .contains("1.2345 1", "1.5 19999");
    assertThat(lakeRows("special", "n")).containsExactly("-Infinity", "1", "NaN");
    execute("DROP TABLE $S.finer, $S.special");
    assertThat(lakeRows("t", "typeof(n) || ' ' || typeof(m)")).contains("string decimal(5,1)");

    FaultPoint.install(null);
    assertThat(load(null, false, true).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t", "n")).containsExactly("1.50000000", "123456789012345.12345600");
    String contract = lake.open(lakeId("t")).findProperty(TableProperty.CONTRACT).orElseThrow();
    assertThat(contract)
        .contains("measured: at most 15 integer and 6 fraction digits in 2 values of all rows");
    execute("INSERT INTO $S.t VALUES (3, 1e18, 0)");
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t", "typeof(n)")).contains("decimal(28,8)");
    execute("INSERT INTO $S.t VALUES (4, 1e30, 0)");
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(statuses()).contains("t failed");
  }

  @Test
  void aColumnThatIsLeftOutIsInThePlanAndNotSentByTheConnector() throws IOException {
    unknownTypes = UnknownTypes.SKIP_COLUMN;
    execute(
        "CREATE TYPE $S.mood AS ENUM ('sad')",
        "CREATE DOMAIN $S.soul AS $S.mood",
        "CREATE TABLE $S.\"t.x\" (id int PRIMARY KEY, \"b,its\" varbit)",
        "INSERT INTO $S.\"t.x\" VALUES (1, '0101')",
        "CREATE TABLE $S.waits (wait interval, days date[], \"Or this\" interval CHECK (isfinite(\"Or"
            + " this\")))",
        "CREATE TABLE $S.lists (id int PRIMARY KEY, wait interval, a text[], b float8[], c numeric[])",
        "CREATE TABLE $S.whole (id int PRIMARY KEY, a text[], b float8[], c numeric[])",
        "ALTER TABLE $S.whole REPLICA IDENTITY FULL");
    BulkLoadRequest request = request(TableSelection.ALL, false, false);
    assertThat(new PlanText(request).of(job(TableSelection.ALL, false, false).plan(), database()))
        .contains("warning: Debezium 3.6 does not start on this database, because domain " + name)
        .contains("column b,its is left out: it has type varbit, which cannot be streamed")
        .contains("warning: The stream will read all rows of " + name + ".waits at the source for")
        .contains("in which column wait holds zero,")
        .contains("in which column days holds a list of days,")
        .doesNotContain("in which column Or this holds")
        .doesNotContain("will read all rows of " + name + ".lists")
        .contains("stop at an update of " + name + ".lists that leaves a large value in b, c as")
        .doesNotContain("stop at an update of " + name + ".whole");
    execute("DROP TABLE $S.waits, $S.lists, $S.whole");

    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("t.x", "*")).containsExactly("1");
    JsonNode connector =
        new ObjectMapper()
            .readTree(Files.readString(configDirectory.resolve("debezium_" + name + "_cdc.json")));
    assertThat(connector.path("config").path("column.exclude.list").asText())
        .isEqualTo(name + "\\.t\\.x\\.b\\,its");
    assertThat(connector.path("config").path("driver.options").asText())
        .contains("-c IntervalStyle=postgres", "-c extra_float_digits=1", "-c lc_monetary=C");
    execute("DROP DOMAIN $S.soul");
  }

  @Test
  void aFileThatDoesNotHoldWhatWasSentIsNotPublished() {
    settings = settings(1, 0, LoadVerification.CHECKSUM);
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, n numeric, x bytea, at timestamptz)",
        "INSERT INTO $S.t SELECT g, g / 3.0, int8send(g), now() FROM generate_series(1, 999) g");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    long snapshot = lake.open(lakeId("t")).snapshotId();

    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.file.written")) {
            damage(Path.of(java.net.URI.create(subject).getPath()));
          }
        });
    assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(lake.open(lakeId("t")).snapshotId()).isEqualTo(snapshot);
  }

  @Test
  void aTableThatFailsItsVerificationLeavesNoFilesBehind() throws IOException {
    settings = settings(1, 0, LoadVerification.COUNT);
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY)",
        "INSERT INTO $S.t SELECT generate_series(1, 999)");
    FaultPoint.install(
        (step, subject) -> {
          if (step.equals("load.verify")) {
            throw new IllegalStateException("not what was sent");
          }
        });
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(dataFiles()).isZero();
  }

  /** In the middle of the first column's values, where no file system's own checksum sees it. */
  private static void damage(Path file) {
    try {
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
      byte[] bytes = Files.readAllBytes(file);
      bytes[200] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aPlanWritesNothing() throws SQLException {
    execute("CREATE TABLE $S.\"Odd\" (id int PRIMARY KEY, \"a b\" text)");
    BulkLoadRequest request = request(TableSelection.ALL, false, false);
    String text =
        new PlanText(request).of(job(TableSelection.ALL, false, false).plan(), database());
    assertThat(text)
        .contains("COPY (SELECT \"id\", \"a b\" FROM ONLY \"" + name + "\".\"Odd\"")
        .contains("CREATE TABLE")
        .contains("load: not loaded yet")
        .contains("column a b text -> STRING, text");
    assertThat(lake.list(namespace())).isEmpty();
    assertThat(
            sourceNumber("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'firn_$S'"))
        .isZero();
  }

  @Test
  void refusesNamesThatNoTableHas() {
    execute("CREATE TABLE $S.orders (id int PRIMARY KEY)");
    assertThatThrownBy(
            () -> job(new TableSelection(null, List.of("order"), false), false, false).run())
        .hasMessageContaining("Cannot load table order: schema");
  }
}
