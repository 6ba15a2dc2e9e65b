package dev.firn.validate;

import dev.firn.config.BulkLoadConfig;
import dev.firn.config.CdcConfig;
import dev.firn.config.ChangePolicy;
import dev.firn.config.DatabaseConnection;
import dev.firn.config.LoadVerification;
import dev.firn.config.SourceConfig;
import dev.firn.config.TableConfig;
import dev.firn.config.TableLoad;
import dev.firn.config.binding.Secret;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.model.DatabaseType;
import dev.firn.model.LakeTableId;
import dev.firn.model.LongColumns;
import dev.firn.model.OpenNumbers;
import dev.firn.model.SourceNamespace;
import dev.firn.model.TableSchema;
import dev.firn.model.TargetLayout;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.testing.LocalSpark;
import dev.firn.validate.check.Level;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.report.ValidationReport;
import dev.firn.validate.stream.StreamProgress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A schema of its own in a real PostgreSQL for every test, its tables in the lake, and faults. */
abstract class ValidationFixture {

  @TempDir static Path stackDirectory;

  private static final int ALL_SHOWN = 1000;

  private static LocalStack stack;
  static PostgresServer postgres;
  private static int number;

  final SparkSession spark = LocalSpark.session();
  final LakeTables lake = LakeTables.open(spark, LocalSpark.CATALOG);
  String name = "";
  List<String> excluded = List.of();
  ChangePolicy policy = ChangePolicy.defaults();
  String reader = "";
  StreamProgress stream = StreamProgress.NONE;

  /** Who is asked instead of the primary; null for nobody. */
  @Nullable PostgresServer standby;

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
    name = "checked" + number++;
    postgres.execute("CREATE SCHEMA " + name);
  }

  void execute(String... statements) {
    for (String sql : statements) {
      postgres.execute(sql.replace("$S", name));
    }
  }

  DatabaseType type() {
    return DatabaseType.POSTGRESQL;
  }

  UnknownTypes unknownTypes() {
    return UnknownTypes.TEXT;
  }

  DatabaseConnection connection() {
    PostgresServer asked = standby == null ? postgres : standby;
    return new DatabaseConnection(
        asked.host(),
        asked.port(),
        postgres.database(),
        reader.isEmpty() ? postgres.username() : reader,
        Secret.of(reader.isEmpty() ? postgres.password() : "pw"),
        name);
  }

  SourceConfig source() {
    return new SourceConfig(
        name,
        type(),
        "prod." + name,
        new SourceNamespace(LocalSpark.CATALOG, List.of("bronze", name)),
        null,
        connection(),
        new BulkLoadConfig(
            new TableLoad(4, 50_000, false, LongColumns.EXCLUDE, LoadVerification.COUNT),
            2,
            true,
            1,
            0.01,
            100_000,
            List.of()),
        new CdcConfig(Duration.ofSeconds(1), 1000, "checkpoints", 4),
        unknownTypes(),
        OpenNumbers.TEXT,
        2,
        List.of(new TableConfig("*", TargetLayout.PLAIN, base -> policy)),
        excluded,
        Duration.ZERO);
  }

  SourceDatabase database() {
    return SourceDatabase.of(source(), Clock.systemUTC());
  }

  LakeTableId lakeId(String table) {
    return source().namespace().table(table);
  }

  /** Brings tables into the lake as a load does, in the given format. */
  void load(int formatVersion, String... tables) {
    SourceDatabase database = database();
    for (String table : tables) {
      TableSchema schema = database.discover(table).get(0);
      TableMapping mapping = new SchemaMapper(unknownTypes(), type()).map(schema);
      lake.create(
          lakeId(table),
          mapping.lakeSchema(),
          formatVersion,
          Map.of(TableProperty.CONTRACT, mapping.toJson(), TableProperty.SOURCE, name));
      try (ReadSession session = database.openReadSession(List.of(schema))) {
        List<Row> rows =
            session
                .read(
                    spark,
                    mapping,
                    database.split(List.of(schema), 4).getOrDefault(schema.id(), List.of()))
                .rows()
                .collectAsList();
        write(table, rows, mapping.lakeSchema(), false);
      }
    }
  }

  /** What an update beside the data leaves: deletes of all rows, and the same rows once more. */
  void rewrite(String table, String condition) {
    StructType schema = lake.open(lakeId(table)).schema();
    List<Row> rows = spark.table(lakeId(table).quoted()).where(condition).collectAsList();
    spark.sql("DELETE FROM " + lakeId(table).quoted() + " WHERE " + condition);
    write(table, rows, schema, false);
  }

  /** Does something to the rows of a lake table, which are in the order of the first column. */
  void plant(String table, Consumer<List<@Nullable Object[]>> fault) {
    StructType schema = lake.open(lakeId(table)).schema();
    List<@Nullable Object[]> rows = new ArrayList<>();
    spark
        .table(lakeId(table).quoted())
        .sort(schema.fields()[0].name())
        .collectAsList()
        .forEach(
            row -> {
              @Nullable Object[] values = new @Nullable Object[row.length()];
              Arrays.setAll(values, row::get);
              rows.add(values);
            });
    fault.accept(rows);
    write(table, rows.stream().map(RowFactory::create).toList(), schema, true);
  }

  private void write(String table, List<Row> rows, StructType schema, boolean replaces) {
    try {
      var writer = spark.createDataFrame(rows, schema).writeTo(lakeId(table).quoted());
      if (replaces) {
        writer.overwrite(functions.lit(true));
      } else {
        writer.append();
      }
    } catch (org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  ValidationReport validate(Level level, int maxShown) {
    return validate(level, new TableScope(null, List.of()), true, maxShown);
  }

  ValidationReport validate(Level level, TableScope scope, boolean checksMissing, int maxShown) {
    return validate(
        new ValidateRequest(
            source(), level, scope, checksMissing, maxShown, ValidateRequest.Repair.NOTHING));
  }

  private ValidationReport validate(ValidateRequest request) {
    return new ValidateJob(validation(request)).run(false);
  }

  Validation validation(ValidateRequest request) {
    return new Validation(spark, request, database(), lake, stream, "run", Clock.systemUTC());
  }

  ValidationReport repair(ValidateRequest.Repair repair) {
    return validate(
        new ValidateRequest(
            source(), Level.ROWS, new TableScope(null, List.of()), true, ALL_SHOWN, repair));
  }

  static TableVerdict verdict(ValidationReport report, String table) {
    return report.tables().stream()
        .filter(one -> one.table().equals(table))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No verdict on " + table + " in " + report));
  }
}
