package dev.firn.check.newcomer;

import dev.firn.check.doctor.Finding;
import dev.firn.check.doctor.Hands;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.compare.SourceReader;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Listener;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.localstack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Somebody in a tree of Firn with a database, whose server is as it was installed, whose user may
 * not do what is needed, and of which a table names no rows.
 */
final class Newcomer implements Hands {

  static final String SOURCE = "my_db";
  static final String PASSWORD = "o pen, s'esame";
  static final String CONNECTOR = SOURCE + "-cdc";
  static final List<String> TABLES = List.of("customers", "notes", "orders");

  private static final String USER = "etl_user";
  private static final Duration MAX_WAIT = Duration.ofMinutes(15);

  private final LocalStack stack;
  private final Path tree;
  private final Database database;
  private final Map<String, String> environment = new TreeMap<>();

  private Newcomer(LocalStack stack, Path tree, Database database) {
    this.stack = stack;
    this.tree = tree;
    this.database = database;
    environment.put("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
    environment.put("FIRN_MASTER", "local[2]");
  }

  /**
   * @param tree of Firn, in which they type
   */
  static Newcomer in(Path tree, LocalStack stack) throws SQLException {
    Database database = Database.of(stack.postgres()).create("shop");
    Newcomer newcomer = new Newcomer(stack, tree, database);
    newcomer.sql(
        "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD.replace("'", "''") + "'",
        "GRANT CREATE ON DATABASE shop TO " + USER,
        "GRANT USAGE, CREATE ON SCHEMA public TO " + USER,
        "CREATE TABLE customers (id bigint PRIMARY KEY, name text, born date)",
        "CREATE TABLE orders (id int PRIMARY KEY, customer bigint, total numeric(12, 2))",
        "CREATE TABLE notes (id int PRIMARY KEY, body text)",
        "INSERT INTO customers SELECT g, 'Zoë ' || g, date '1970-01-01' + g"
            + " FROM generate_series(1, 2000) g",
        "INSERT INTO orders SELECT g, g % 2000 + 1, g * 1.25 FROM generate_series(1, 5000) g",
        "INSERT INTO notes SELECT g, repeat('note ', g) FROM generate_series(1, 100) g",
        "ALTER TABLE notes REPLICA IDENTITY NOTHING");
    for (String table : TABLES) {
      newcomer.sql("ALTER TABLE " + table + " OWNER TO " + USER);
    }
    return newcomer;
  }

  /** A line of the README, with the names of this machine in it. */
  String adapted(String line) {
    return line.replace("db.example.com", database.host() + " --port " + database.port())
        .replace("http://kafka-connect:8083", stack.connect().url().toString());
  }

  /** What the README leaves to be filled in. */
  void fillInClusters() throws IOException {
    Path file = tree.resolve("config/kafka_clusters.yaml");
    String text = Files.readString(file);
    String filled =
        text.replace("kafka1:9092,kafka2:9092,kafka3:9092", stack.kafka().bootstrapServers())
            .replace("# connect_url: http://connect:8083", "connect_url: " + stack.connect().url());
    if (filled.lines().filter(line -> !text.contains(line)).count() != 2) {
      throw new IOException("The template of " + file + " has not what is to be filled in");
    }
    Files.writeString(file, filled);
  }

  void export(String variable, String value) {
    environment.put(variable, value);
  }

  /** Types a line, in a shell that has nothing of whoever runs this. */
  FirnProcess type(String line) throws IOException {
    return FirnProcess.start(
        List.of(
            "bash",
            "-c",
            "cd \"$0\" && unset FIRN_HOME FIRN_PROFILE FIRN_JARS FIRN_LIBS SPARK_HOME"
                // Of a program in the background nobody knows whether Ctrl+C reaches it.
                + " && exec env --default-signal=INT bash -c \"$1\"",
            tree.toString(),
            line.startsWith("scripts/") ? "exec " + line : line),
        environment,
        Listener.NONE);
  }

  Result run(String line) throws Exception {
    try (FirnProcess process = type(line)) {
      return process.await(MAX_WAIT);
    }
  }

  List<Finding> findings() throws Exception {
    return Finding.parse(run("scripts/firn doctor --source " + SOURCE + " --json").output());
  }

  /** Rows come, change, and go, in each table. */
  void change() throws SQLException {
    sql(
        "INSERT INTO customers VALUES (3000, 'new', NULL)",
        "UPDATE orders SET total = total + 1 WHERE id % 7 = 0",
        "UPDATE notes SET id = id + 1000 WHERE id < 5",
        "DELETE FROM customers WHERE id BETWEEN 10 AND 20",
        "DELETE FROM orders WHERE id % 11 = 0",
        "INSERT INTO notes VALUES (7000, 'last')");
  }

  /** True if the lake has what the database has, by readers that are not Firn's. */
  boolean isEqual() throws SQLException, IOException {
    SourceReader source = new SourceReader(database, "public");
    LakeReader lake = new LakeReader(tree, "bronze." + SOURCE);
    for (String table : TABLES) {
      if (!lake.hasTable(table)
          || !TableComparison.of(
                  table, source.read(table), lake.read(table, source.keyColumns(table)))
              .isEqual()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void sql(String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public String shell(String command) throws Exception {
    return run("PATH=\"$PWD/scripts:$PATH\"; " + command).output();
  }

  @Override
  public void spark(String statement) throws Exception {
    run("scripts/firn sql --write -e \"" + statement.replace("`", "\\`") + "\"");
  }

  @Override
  public Path home() {
    return tree;
  }

  @Override
  public void restartServer() {
    stack.postgres().stop();
    stack.postgres().start();
  }

  @Override
  public void stopConnector() {
    stack.connect().halt(CONNECTOR);
  }

  @Override
  public void forgetOffsets() {
    stack.connect().awaitStopped(CONNECTOR);
    stack.connect().forgetOffsets(CONNECTOR);
  }

  @Override
  public void startConnector() {
    stack.connect().resume(CONNECTOR);
  }
}
