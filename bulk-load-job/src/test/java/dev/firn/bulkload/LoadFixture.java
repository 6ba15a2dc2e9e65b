package dev.firn.bulkload;

import dev.firn.bulkload.plan.BulkLoadRequest;
import dev.firn.bulkload.plan.TableSelection;
import dev.firn.config.BulkLoadConfig;
import dev.firn.config.CdcConfig;
import dev.firn.config.DatabaseConnection;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.LoadVerification;
import dev.firn.config.SourceConfig;
import dev.firn.config.TableConfig;
import dev.firn.config.TableLoad;
import dev.firn.config.binding.Secret;
import dev.firn.fault.FaultPoint;
import dev.firn.files.Directory;
import dev.firn.lake.LakeTables;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.model.DatabaseType;
import dev.firn.model.LakeTableId;
import dev.firn.model.LongColumns;
import dev.firn.model.OpenNumbers;
import dev.firn.model.RelationKind;
import dev.firn.model.SourceNamespace;
import dev.firn.model.UnknownTypes;
import dev.firn.report.RunPages;
import dev.firn.testing.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A schema of its own in a real PostgreSQL for every test, and loads of it. */
abstract class LoadFixture {

  @TempDir static Path stackDirectory;
  @TempDir Path configDirectory;

  static LocalStack stack;
  static PostgresServer postgres;
  private static int number;

  final SparkSession spark = LocalSpark.session();
  final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  String name = "";
  List<TableConfig> tables = List.of();

  /** What loads have told the operator. */
  final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  UnknownTypes unknownTypes = UnknownTypes.TEXT;

  /** Where changes arrive; only asked for where a load has to know it. */
  @Nullable KafkaClusterConfig kafka;

  /** Who reads, with the password "pw"; empty for who has made everything. */
  String reader = "";

  BulkLoadConfig settings = settings(4, 100_000, LoadVerification.COUNT);

  @AfterEach
  void removeTrap() {
    FaultPoint.install(null);
  }

  /** Eight splits of a table at once, one retry, no empty table left out. */
  static BulkLoadConfig settings(
      int tablesAtOnce, int largeFromRows, LoadVerification verification) {
    return settings(tablesAtOnce, largeFromRows, verification, List.of());
  }

  static BulkLoadConfig settings(
      int tablesAtOnce,
      int largeFromRows,
      LoadVerification verification,
      List<RelationKind> alsoLoaded) {
    return new BulkLoadConfig(
        new TableLoad(8, 50_000, false, LongColumns.EXCLUDE, verification),
        tablesAtOnce,
        true,
        1,
        1,
        largeFromRows,
        alsoLoaded);
  }

  @BeforeAll
  static void startPostgres() {
    stack = LocalStack.in(stackDirectory).only(Service.POSTGRES).start();
    postgres = stack.postgres();
  }

  @AfterAll
  static void stopPostgres() {
    stack.close();
  }

  @BeforeEach
  void createSchema() {
    name = "load" + number++;
    postgres.execute("CREATE SCHEMA " + name);
  }

  SourceNamespace namespace() {
    return new SourceNamespace(LocalSpark.CATALOG, List.of("bronze", name));
  }

  SourceConfig source() {
    return new SourceConfig(
        name,
        DatabaseType.POSTGRESQL,
        "prod." + name,
        namespace(),
        null,
        new DatabaseConnection(
            postgres.host(),
            postgres.port(),
            postgres.database(),
            reader.isEmpty() ? postgres.username() : reader,
            Secret.of(reader.isEmpty() ? postgres.password() : "pw"),
            name),
        settings,
        new CdcConfig(Duration.ofSeconds(1), 1000, "checkpoints", 4),
        unknownTypes,
        OpenNumbers.MEASURE,
        2,
        tables);
  }

  /** The same without the tables whose names the pattern fits. */
  SourceConfig without(String pattern) {
    SourceConfig all = source();
    return new SourceConfig(
        all.name(),
        all.databaseType(),
        all.topicPrefix(),
        all.namespace(),
        null,
        all.connection(),
        all.bulkLoad(),
        all.cdc(),
        all.unknownTypes(),
        all.openNumbers(),
        2,
        all.tables(),
        List.of(pattern),
        Duration.ZERO);
  }

  LoadReport load(@Nullable String filter, boolean again, boolean fresh) {
    return job(new TableSelection(filter, List.of(), false), again, fresh).run();
  }

  BulkLoadRequest request(TableSelection selection, boolean again, boolean fresh) {
    return request(source(), selection, again, fresh);
  }

  /** True if loads read only what differs from what the lake has. */
  boolean onlyDifferences;

  private BulkLoadRequest request(
      SourceConfig source, TableSelection selection, boolean again, boolean fresh) {
    return new BulkLoadRequest(
        source,
        source.bulkLoad(),
        UnaryOperator.identity(),
        selection,
        again || fresh,
        fresh,
        onlyDifferences,
        Directory.at(configDirectory),
        Directory.at(configDirectory),
        kafka,
        null);
  }

  BulkLoadJob job(TableSelection selection, boolean again, boolean fresh) {
    return job(source(), selection, again, fresh);
  }

  BulkLoadJob job(SourceConfig source, TableSelection selection, boolean again, boolean fresh) {
    return new BulkLoadJob(
        spark,
        request(source, selection, again, fresh),
        new OperatorConsole(new PrintStream(printed, true, StandardCharsets.UTF_8), null),
        new RunPages("bulk-load", source, List.of(), Clock.systemUTC()),
        Clock.systemUTC());
  }

  /** The one number that a query on the source yields. */
  long sourceNumber(String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql.replace("$S", name))) {
      row.next();
      return row.getLong(1);
    }
  }

  LakeTableId lakeId(String table) {
    return namespace().table(table);
  }

  List<String> lakeRows(String table, String columns) {
    return spark.table(lakeId(table).quoted()).selectExpr(columns).collectAsList().stream()
        .map(row -> String.valueOf(row.get(0)))
        .sorted()
        .toList();
  }

  long lakeNumber(String table, String expression) {
    Row row = spark.table(lakeId(table).quoted()).selectExpr(expression).first();
    return ((Number) row.get(0)).longValue();
  }

  void execute(String... statements) {
    for (String sql : statements) {
      postgres.execute(sql.replace("$S", name));
    }
  }
}
