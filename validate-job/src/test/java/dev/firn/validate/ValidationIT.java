package dev.firn.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.DeleteMode;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.error.ExitCode;
import dev.firn.error.UnavailableException;
import dev.firn.lake.TableProperty;
import dev.firn.localstack.PostgresServer;
import dev.firn.model.DatabaseType;
import dev.firn.model.SparkName;
import dev.firn.model.TableSchema;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.schema.TypeSystem;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.source.digest.DigestKind;
import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.DigestWay;
import dev.firn.source.digest.DigestedRows;
import dev.firn.source.digest.RowDigest;
import dev.firn.source.mark.Mark;
import dev.firn.source.mark.MarkKind;
import dev.firn.source.postgres.type.PostgresType;
import dev.firn.status.StatusTracker;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.Verdict;
import dev.firn.validate.content.Differences;
import dev.firn.validate.content.DifferingRow;
import dev.firn.validate.report.ReportForm;
import dev.firn.validate.report.ValidationReport;
import dev.firn.validate.report.ValidationTable;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class ValidationIT extends ValidationFixture {

  private static final int ALL = 1000;

  private static int id(DifferingRow row) {
    return (Integer) Objects.requireNonNull(row.key().get(0).value());
  }

  @Test
  void inATableOfEveryTypeNothingIsFoundUntilACellOfEachColumnIsChanged() {
    execute(EveryType.statements().toArray(String[]::new));
    load(2, "kinds");
    rewrite("kinds", "id % 3 = 0");
    TableMapping contract = lake.open(lakeId("kinds")).state().findContract().orElseThrow();
    assertThat(contract.columns())
        .extracting(column -> column.type().name())
        .containsAll(TypeSystem.of(DatabaseType.POSTGRESQL).names());
    for (Level level : Level.values()) {
      TableVerdict verdict = verdict(validate(level, ALL), "kinds");
      assertThat(verdict.verdict()).as("%s %s", level, verdict).isEqualTo(Verdict.EQUAL);
      assertThat(verdict.findings().sourceRows()).isEqualTo(EveryType.columns() + 3);
      assertThat(verdict.findings().lakeRows()).isEqualTo(EveryType.columns() + 3);
    }

    plant(
        "kinds",
        rows -> {
          for (int i = 0; i < EveryType.columns(); i++) {
            rows.get(i)[i + 1] = rows.get(i + 1)[i + 1];
          }
        });
    TableVerdict checked = verdict(validate(Level.CHECKSUM, ALL), "kinds");
    assertThat(checked.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(checked.findings().columns()).hasSize(EveryType.columns()).doesNotContain("id");

    Differences differences = verdict(validate(Level.ROWS, ALL), "kinds").findings().differences();
    assertThat(differences.counts())
        .isEqualTo(new Differences.Counts(0, 0, EveryType.columns(), 0));
    Map<Integer, List<String>> found = new TreeMap<>();
    differences
        .rows()
        .forEach(
            row ->
                found.put(id(row), row.columns().stream().map(DifferingRow.Pair::column).toList()));
    Map<Integer, List<String>> planted = new TreeMap<>();
    for (int i = 0; i < EveryType.columns(); i++) {
      planted.put(i + 1, List.of(EveryType.column(i)));
    }
    assertThat(found).isEqualTo(planted);
  }

  /** What the server hashes itself, without a look at rows that are equal. */
  @Test
  void theServerAndTheLakeHaveTheSameHashesUntilACellOfAnyColumnIsChanged() {
    execute(EveryType.statements().toArray(String[]::new));
    load(2, "kinds");
    TableMapping contract = lake.open(lakeId("kinds")).state().findContract().orElseThrow();
    TableMapping hashed =
        contract.only(
            contract.columns().stream()
                .filter(column -> ((PostgresType) column.columnType()).sentForm() != null)
                .map(ColumnMapping::lakeColumn)
                .toList());
    assertThat(hashed.columns()).hasSizeGreaterThan(20);
    for (DigestKind kind : DigestKind.values()) {
      assertThat(differingBuckets(hashed, kind)).as(kind.toString()).isZero();
    }

    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < EveryType.columns(); i++) {
      if (hashed.columns().stream()
          .map(ColumnMapping::lakeColumn)
          .toList()
          .contains(EveryType.column(i))) {
        changed.add(i);
      }
    }
    plant("kinds", rows -> changed.forEach(i -> rows.get(i)[i + 1] = rows.get(i + 1)[i + 1]));
    for (DigestKind kind : DigestKind.values()) {
      assertThat(differingBuckets(hashed, kind)).as(kind.toString()).isEqualTo(changed.size());
    }
  }

  /** Of so many that no two of the rows are in one. */
  private int differingBuckets(TableMapping mapping, DigestKind kind) {
    int buckets = 1 << 20;
    SourceDatabase database = database();
    TableSchema schema = database.discover("kinds").get(0);
    try (ReadSession session = database.openReadSession(List.of(schema))) {
      DigestedRows there =
          session
              .digests(
                  mapping,
                  database.split(List.of(schema), 2).getOrDefault(schema.id(), List.of()),
                  new DigestWay(
                      kind, 2, new Retry(new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO))))
              .orElseThrow();
      DigestSums here = new DigestSums(buckets);
      RowDigest digest = there.digest();
      spark
          .table(lakeId("kinds").quoted())
          .select(
              mapping.columns().stream()
                  .map(column -> functions.col(SparkName.quoted(column.lakeColumn())))
                  .toArray(Column[]::new))
          .queryExecution()
          .toRdd()
          .toJavaRDD()
          .map(InternalRow::copy)
          .collect()
          .forEach(
              row -> {
                digest.take(row);
                here.add(digest);
              });
      assertThat(here.rows()).isEqualTo(EveryType.columns() + 3);
      return there.sums(buckets).differing(here).cardinality();
    }
  }

  /** Nothing can be followed from it, but all of it can be compared. */
  @Test
  void aStandbyIsComparedAsItsPrimaryIs() {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, v text)",
        "INSERT INTO $S.t SELECT g, 'v' || g FROM generate_series(0, 99) g");
    load(2, "t");
    PostgresServer copy = postgres.standby("standby");
    copy.start();
    try {
      copy.awaitReplay(postgres);
      standby = copy;
      for (Level level : Level.values()) {
        assertThat(verdict(validate(level, ALL), "t").verdict()).isEqualTo(Verdict.EQUAL);
      }
      plant("t", rows -> rows.get(7)[1] = "other");
      assertThat(verdict(validate(Level.ROWS, ALL), "t").findings().differences().counts())
          .isEqualTo(new Differences.Counts(0, 0, 1, 0));
    } finally {
      standby = null;
      copy.stop();
      postgres.forget("standby");
    }
  }

  /** Deleted rows stay until all are compared; the rest is judged as of the last read. */
  @Test
  void whatTheNextReadByABookmarkBringsIsNotWrong() {
    execute(
        "CREATE TABLE $S.marked (id int PRIMARY KEY, v text, at timestamptz NOT NULL)",
        "INSERT INTO $S.marked SELECT g, 'v' || g, '2020-01-01' FROM generate_series(0, 99) g");
    load(2, "marked");
    Instant read = Instant.parse("2024-01-01T00:00:00Z");
    String mark =
        new Mark("at", MarkKind.INSTANT, read.toString(), List.of(), read, read, read, -1, "run")
            .toJson();
    lake.open(lakeId("marked"))
        .alter()
        .setProperties(
            Map.of(TableProperty.BOOKMARK, mark, TableProperty.UNFOLLOWED, "it has a bookmark"));
    execute(
        "UPDATE $S.marked SET v = 'new', at = now() WHERE id < 3",
        "INSERT INTO $S.marked VALUES (200, 'new', now()), (201, 'new', now())",
        "DELETE FROM $S.marked WHERE id = 50");
    for (Level level : Level.values()) {
      TableVerdict verdict = verdict(validate(level, ALL), "marked");
      assertThat(verdict.verdict()).as(level.toString()).isEqualTo(Verdict.EQUAL);
      assertThat(verdict.findings().notes().toString())
          .contains("which the next run brings", "1 rows more in the lake");
    }
    execute("UPDATE $S.marked SET v = 'unmoved' WHERE id = 60");
    assertThat(verdict(validate(Level.ROWS, ALL), "marked").findings().differences().counts())
        .isEqualTo(new Differences.Counts(0, 1, 1, 0));
  }

  @Test
  void everyFaultOfOneRowIsNamedByKeyAndColumn() {
    execute(
        """
        CREATE TABLE $S.faults (id int PRIMARY KEY, a text, b text, n numeric(38,10), big int8,
          at timestamptz, wall timestamp, ratio float8)
        """,
        """
        INSERT INTO $S.faults SELECT g, 'a' || g, 'b' || g, g + 0.0000000001, 9007199254740992,
          timestamptz '2024-03-10 07:30+00' + g * interval '1 day',
          timestamp '2024-03-10 02:30' + g * interval '1 day', 0 FROM generate_series(0, 99) g
        """,
        "UPDATE $S.faults SET a = NULL WHERE id = 60");
    load(2, "faults");
    plant(
        "faults",
        rows -> {
          rows.get(1)[1] = "A1";
          swap(rows, 2, 1, 3, 1);
          swap(rows, 4, 1, 4, 2);
          rows.get(60)[1] = "";
          rows.get(6)[1] = "a6 ";
          rows.get(7)[5] = ((Instant) rows.get(7)[5]).plus(Duration.ofHours(1));
          rows.get(8)[6] = ((LocalDateTime) rows.get(8)[6]).plusHours(1);
          rows.get(9)[3] = ((BigDecimal) rows.get(9)[3]).add(new BigDecimal("0.0000000001"));
          rows.get(10)[4] = 9007199254740993L;
          rows.get(11)[7] = -0.0;
          rows.get(12)[7] = Double.NaN;
          rows.add(rows.get(20).clone());
          rows.add(rows.get(21).clone());
          rows.get(rows.size() - 1)[1] = "other";
          rows.add(rows.get(22).clone());
          rows.get(rows.size() - 1)[0] = 1000;
          rows.subList(95, 100).clear();
          rows.remove(30);
        });
    ValidationReport report = validate(Level.ROWS, ALL);
    assertThat(report.exitCode()).isEqualTo(ExitCode.MISMATCH);
    Map<Integer, String> found = new TreeMap<>();
    Differences differences = verdict(report, "faults").findings().differences();
    differences
        .rows()
        .forEach(
            row ->
                found.put(
                    id(row),
                    row.kind()
                        + row.columns().stream()
                            .map(DifferingRow.Pair::column)
                            .collect(Collectors.joining(" ", " ", ""))));
    Map<Integer, String> planted = new TreeMap<>();
    for (int id : List.of(1, 2, 3, 6)) {
      planted.put(id, "changed a");
    }
    planted.put(4, "changed a b");
    planted.put(60, "changed a");
    planted.put(7, "changed at");
    planted.put(8, "changed wall");
    planted.put(9, "changed n");
    planted.put(10, "changed big");
    planted.put(11, "changed ratio");
    planted.put(12, "changed ratio");
    planted.put(20, "doubled ");
    planted.put(21, "doubled a");
    planted.put(1000, "extra ");
    for (int id : List.of(30, 95, 96, 97, 98, 99)) {
      planted.put(id, "missing ");
    }
    assertThat(found).isEqualTo(planted);
    assertThat(differences.counts()).isEqualTo(new Differences.Counts(6, 1, 12, 2));
    assertThat(ReportForm.TABLE.of(report))
        .contains(
            "id=6 a: source \"a6\", lake \"a6 \"",
            "id=60 a: source NULL, lake \"\"",
            "id=7 at: source 2024-03-17T07:30:00Z, lake 2024-03-17T08:30:00Z",
            "id=10 big: source 9007199254740992, lake 9007199254740993",
            "id=11 ratio: source 0.0, lake -0.0",
            "id=30 is missing in the lake",
            "id=1000 is only in the lake",
            "id=20 is 2 times in the lake and 1 times at the source");
    assertThat(verdict(validate(Level.CHECKSUM, ALL), "faults").verdict())
        .isEqualTo(Verdict.DIFFERS);
  }

  private static void swap(
      List<Object[]> rows, int row, int column, int otherRow, int otherColumn) {
    Object value = rows.get(row)[column];
    rows.get(row)[column] = rows.get(otherRow)[otherColumn];
    rows.get(otherRow)[otherColumn] = value;
  }

  @Test
  void aLostTransactionIsNamedInEachOfItsTablesHoweverManyRowsThereAre() {
    execute(
        "CREATE TABLE $S.one (id int PRIMARY KEY, v text)",
        "INSERT INTO $S.one SELECT g, 'v' || g FROM generate_series(1, 60000) g",
        "CREATE TABLE $S.two (a int, b text, v int, PRIMARY KEY (b, a)) PARTITION BY HASH (a)",
        "CREATE TABLE $S.two_0 PARTITION OF $S.two FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
        "CREATE TABLE $S.two_1 PARTITION OF $S.two FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
        "INSERT INTO $S.two SELECT g, 'x', g FROM generate_series(1, 1000) g");
    load(2, "one", "two");
    execute(
        """
        BEGIN;
        INSERT INTO $S.one VALUES (70000, 'new');
        UPDATE $S.one SET v = 'other' WHERE id IN (5, 40000);
        DELETE FROM $S.one WHERE id = 6;
        UPDATE $S.two SET b = 'y' WHERE a = 7;
        COMMIT
        """);
    ValidationReport report = validate(Level.ROWS, ALL);
    Differences one = verdict(report, "one").findings().differences();
    assertThat(one.counts()).isEqualTo(new Differences.Counts(1, 1, 2, 0));
    assertThat(one.rows())
        .extracting(row -> row.kind() + " " + id(row))
        .containsExactlyInAnyOrder("missing 70000", "changed 5", "changed 40000", "extra 6");
    assertThat(one.columns()).containsExactly("v");
    assertThat(verdict(report, "two").findings().differences().rows())
        .extracting(row -> row.kind() + " " + row.key())
        .containsExactlyInAnyOrder(
            "missing [Value[column=a, value=7], Value[column=b, value=y]]",
            "extra [Value[column=a, value=7], Value[column=b, value=x]]");
    assertThat(report.tables()).extracting(TableVerdict::table).containsExactly("one", "two");
  }

  @Test
  void randomFaultsAreAllFoundAndNoOthersInEitherFormat() {
    execute(
        "CREATE TABLE $S.many (id int PRIMARY KEY, a text, b int)",
        "INSERT INTO $S.many SELECT g, md5(g::text), g % 100 FROM generate_series(1, 20000) g");
    load(3, "many");
    rewrite("many", "id % 100 = 7");
    assertThat(verdict(validate(Level.ROWS, ALL), "many").verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(verdict(validate(Level.COUNT, ALL), "many").findings().lakeRows()).isEqualTo(20_000);
    Random random = new Random(7);
    Set<Integer> planted = new TreeSet<>();
    plant(
        "many",
        rows -> {
          while (planted.size() < 300) {
            int at = random.nextInt(rows.size());
            if (planted.add(at + 1)) {
              rows.get(at)[2] = -1;
            }
          }
        });
    Differences found = verdict(validate(Level.ROWS, ALL), "many").findings().differences();
    assertThat(found.counts().changed()).isEqualTo(300);
    assertThat(found.complete()).isTrue();
    assertThat(found.rows().stream().map(ValidationIT::id).collect(Collectors.toSet()))
        .isEqualTo(planted);
    assertThat(verdict(validate(Level.ROWS, 3), "many").findings().differences().rows()).hasSize(3);
  }

  @Test
  void rowsWithoutAKeyAreComparedWithTheirNumber() {
    execute(
        "CREATE TABLE $S.bag (a int, b text)",
        "INSERT INTO $S.bag VALUES (1, 'x'), (1, 'x'), (1, 'x'), (2, NULL), (2, NULL), (3, 'y')",
        "INSERT INTO $S.bag VALUES (4, '4'), (5, '5')");
    load(2, "bag");
    assertThat(verdict(validate(Level.ROWS, ALL), "bag").verdict()).isEqualTo(Verdict.EQUAL);
    plant(
        "bag",
        rows -> {
          rows.remove(0);
          rows.add(rows.get(rows.size() - 3).clone());
          swap(rows, 5, 1, 6, 1);
        });
    TableVerdict verdict = verdict(validate(Level.ROWS, ALL), "bag");
    assertThat(verdict.findings().differences().counts())
        .isEqualTo(new Differences.Counts(3, 2, 0, 1));
    assertThat(verdict.findings().differences().rows())
        .extracting(row -> row.kind() + " " + row.key().get(0).value() + row.key().get(1).value())
        .containsExactlyInAnyOrder(
            "missing 1x", "missing 44", "missing 55", "extra 45", "extra 54", "doubled 3y");
  }

  @Test
  void tablesAndColumnsThatOnlyOneSideHasAreNamed() {
    execute(
        "CREATE TABLE $S.here (id int PRIMARY KEY, v int, w text)",
        "INSERT INTO $S.here VALUES (1, 1, 'x')",
        "CREATE TABLE $S.gone (id int PRIMARY KEY)",
        "INSERT INTO $S.gone VALUES (1), (2)",
        "CREATE TABLE $S.left_out (id int PRIMARY KEY)",
        "CREATE TABLE $S.empty (id int PRIMARY KEY)",
        "CREATE TABLE $S.absent (id int PRIMARY KEY)",
        "INSERT INTO $S.absent VALUES (1)");
    load(2, "here", "gone", "left_out");
    execute("DROP TABLE $S.gone", "ALTER TABLE $S.here ADD COLUMN fresh int");
    execute("ALTER TABLE $S.here ALTER COLUMN v TYPE bigint");
    spark.sql("ALTER TABLE " + lakeId("here").quoted() + " DROP COLUMN w");
    spark.sql("ALTER TABLE " + lakeId("here").quoted() + " ADD COLUMN ours int");
    spark.sql("CREATE TABLE " + lakeId("foreigner").quoted() + " (id int) USING iceberg");
    excluded = List.of("left_*");
    ValidationReport report = validate(Level.ROWS, ALL);
    assertThat(report.tables())
        .extracting(table -> table.table() + " " + table.verdict().printed())
        .containsExactly("absent missing", "empty equal", "gone surplus", "here differs");
    TableVerdict here = verdict(report, "here");
    assertThat(here.remarks())
        .anyMatch(text -> text.equals("column w is not in the lake"))
        .anyMatch(text -> text.equals("column fresh is new"))
        .anyMatch(text -> text.contains("column v was int4 and is int8 at the source"))
        .anyMatch(text -> text.equals("only the lake has column ours"))
        .noneMatch(text -> text.equals("rows differ"));
    assertThat(report.exitCode()).isEqualTo(ExitCode.MISMATCH);
    assertThat(report.withoutEmpty().tables()).hasSize(3);
    assertThat(verdict(report, "gone").findings().lakeRows()).isEqualTo(2);

    assertThat(validate(Level.COUNT, new TableScope("%e%", List.of()), false, ALL).tables())
        .extracting(TableVerdict::table)
        .containsExactly("empty", "here");
    assertThat(
            validate(Level.COUNT, new TableScope(null, List.of("gone", "absent")), true, ALL)
                .tables())
        .extracting(TableVerdict::table)
        .containsExactly("absent", "gone");
    assertThatThrownBy(
            () -> validate(Level.COUNT, new TableScope(null, List.of("left_out")), true, ALL))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("Cannot validate left_out: neither schema");
    policy = policy.with(DriftKind.ADD, DriftPolicy.FREEZE);
    assertThat(verdict(validate(Level.ROWS, ALL), "here").remarks())
        .contains("column fresh is not followed")
        .doesNotContain("column fresh is new");
  }

  @Test
  void aColumnWhoseDropTheStreamHasFollowedStaysAndIsNoDifference() {
    execute(
        "CREATE TABLE $S.slim (id int PRIMARY KEY, v int, w text)",
        "INSERT INTO $S.slim VALUES (1, 1, 'x')");
    load(2, "slim");
    execute("ALTER TABLE $S.slim DROP COLUMN w", "UPDATE $S.slim SET v = 2");
    spark.sql("UPDATE " + lakeId("slim").quoted() + " SET v = 2");
    assertThat(verdict(validate(Level.ROWS, ALL), "slim").remarks())
        .as("before the stream has looked")
        .contains("column w is gone");

    TableMapping contract = lake.open(lakeId("slim")).state().findContract().orElseThrow();
    TableSchema now =
        SourceDatabase.of(source(), Clock.systemUTC()).discoverOne(contract.source()).orElseThrow();
    lake.open(lakeId("slim"))
        .alter()
        .setProperties(
            Map.of(
                TableProperty.CONTRACT,
                contract.identifiedBy(Objects.requireNonNull(now.identity())).toJson()));
    TableVerdict followed = verdict(validate(Level.ROWS, ALL), "slim");
    assertThat(followed.verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(followed.remarks()).contains("column w stays, though the source has it no more");
  }

  @Test
  void whatExplainsADifferenceIsSaidAndWhatIsChosenIsNone() {
    execute(
        "CREATE TABLE $S.t (id int PRIMARY KEY, v text)",
        "INSERT INTO $S.t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    load(2, "t");
    lake.open(lakeId("t"))
        .alter()
        .setProperties(
            Map.of(TableProperty.GAP, "the slot was lost", TableProperty.UNFOLLOWED, "so"));
    StatusTracker status =
        StatusTracker.open(lake, source().namespace(), DatabaseType.POSTGRESQL, Clock.systemUTC());
    status.note("t", row -> row.failed(Instant.EPOCH, "quarantined by a test"));
    status.flush();
    execute("DELETE FROM $S.t WHERE id = 3");
    for (Level level : List.of(Level.COUNT, Level.ROWS)) {
      TableVerdict verdict = verdict(validate(level, ALL), "t");
      assertThat(verdict.verdict()).isEqualTo(Verdict.DIFFERS);
      assertThat(verdict.remarks())
          .contains(
              "changes are missing: the slot was lost",
              "not followed: so",
              "its status says: quarantined by a test");
    }
    policy = policy.withDeletes(DeleteMode.IGNORE);
    for (Level level : List.of(Level.COUNT, Level.ROWS)) {
      TableVerdict verdict = verdict(validate(level, ALL), "t");
      assertThat(verdict.verdict()).isEqualTo(Verdict.EQUAL);
      assertThat(verdict.remarks()).contains("1 rows more in the lake, as delete_mode is ignore");
    }
    execute("UPDATE $S.t SET v = 'B' WHERE id = 2");
    assertThat(verdict(validate(Level.CHECKSUM, ALL), "t").verdict()).isEqualTo(Verdict.DIFFERS);
    policy = policy.withDeletes(DeleteMode.SOFT);
    spark.sql("ALTER TABLE " + lakeId("t").quoted() + " ADD COLUMN _cdc_deleted boolean");
    spark.sql("UPDATE " + lakeId("t").quoted() + " SET _cdc_deleted = true WHERE id = 3");
    execute("UPDATE $S.t SET v = 'b' WHERE id = 2");
    for (Level level : List.of(Level.COUNT, Level.ROWS)) {
      assertThat(verdict(validate(level, ALL), "t").verdict()).isEqualTo(Verdict.EQUAL);
    }
  }

  @Test
  void aTableThatCannotBeReadIsNamedWithItsReasonAndStopsNoOther() {
    execute(
        "CREATE TABLE $S.open (id int PRIMARY KEY)",
        "CREATE TABLE $S.hidden (id int PRIMARY KEY)",
        "INSERT INTO $S.hidden VALUES (1)",
        "CREATE TABLE $S.other (id int PRIMARY KEY)",
        "INSERT INTO $S.other VALUES (1)");
    load(2, "open", "hidden");
    spark.sql("CREATE TABLE " + lakeId("other").quoted() + " (id int) USING iceberg");
    execute(
        "ALTER TABLE $S.hidden ENABLE ROW LEVEL SECURITY",
        "CREATE ROLE reader_$S LOGIN PASSWORD 'pw'",
        "GRANT USAGE ON SCHEMA $S TO reader_$S",
        "GRANT SELECT ON ALL TABLES IN SCHEMA $S TO reader_$S");
    reader = "reader_" + name;
    ValidationReport report = validate(Level.ROWS, ALL);
    assertThat(report.tables())
        .extracting(table -> table.table() + " " + table.verdict().printed())
        .containsExactly("hidden not_checked", "open equal", "other not_checked");
    assertThat(verdict(report, "hidden").remarks().get(0)).containsIgnoringCase("row");
    assertThat(verdict(report, "other").remarks().get(0)).contains("was not made by Firn");
    assertThat(report.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(validate(Level.COUNT, new TableScope("hidden", List.of()), true, ALL).exitCode())
        .isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void whatARunHasFoundIsKeptWithoutValues() {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY, v text)", "INSERT INTO $S.t VALUES (1, 'a')");
    load(2, "t");
    execute("UPDATE $S.t SET v = 'secret'");
    ValidationReport report = validate(Level.ROWS, ALL);
    ValidationTable table = new ValidationTable(lake, source().namespace());
    table.add("run1", Instant.parse("2026-11-29T10:00:00Z"), report);
    table.add("run2", Instant.parse("2026-11-29T11:00:00Z"), validate(Level.COUNT, ALL));
    List<String> rows =
        spark
            .table(lakeId(ValidationTable.TABLE).quoted())
            .sort("run_id")
            .selectExpr(
                "concat_ws(' ', run_id, table_name, level, verdict, source_rows, changed,"
                    + " differing_columns, note)")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(rows)
        .containsExactly("run1 t rows differs 1 1 v rows differ", "run2 t count equal 1 0  ");
    assertThat(report.sourcePosition()).contains("/");
  }
}
