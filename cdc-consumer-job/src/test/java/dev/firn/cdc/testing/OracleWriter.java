package dev.firn.cdc.testing;

import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.oracleevents.RedoEvent;
import dev.firn.oracleevents.RedoProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of an application at an Oracle server that is made of PostgreSQL: each writes into
 * real tables, and what it writes is in a redo log that Debezium's own connector reads.
 */
public final class OracleWriter implements AutoCloseable {

  private static final int MAX_OPEN = 4;
  private static final long FIRST_ID = 0x0a001b0000000000L;

  private final OracleStandIn oracle;
  private final RedoProcess redo;
  private final Random random;
  private final String schema;
  private final Connections connections;
  private final List<Open> open = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<String> tables = new ArrayList<>();
  private int transactions;
  private int ids;

  /** Where transactions get their connections. */
  public interface Connections {
    Connection open() throws SQLException;
  }

  /** A transaction that has not ended. */
  private record Open(
      String id, int thread, Connection connection, List<Row> written, List<Runnable> undo) {}

  /** A row as the last transaction has left it that has written it. */
  private static final class Row {
    private final String table;
    private int id;
    private @Nullable String number;
    private @Nullable String text;
    private @Nullable String body;
    private @Nullable Open writer;

    Row(String table, int id) {
      this.table = table;
      this.id = id;
    }
  }

  /**
   * @param schema in which it writes, which is there
   */
  public OracleWriter(
      OracleStandIn oracle,
      Connections connections,
      RedoProcess redo,
      String schema,
      Random random) {
    this.oracle = oracle;
    this.connections = connections;
    this.redo = redo;
    this.schema = schema;
    this.random = random;
  }

  /** What the connector of a load is told of values, and what every connector is told. */
  public static Map<String, String> settings(String prefix, String placeholder, String mark) {
    Map<String, String> settings = new TreeMap<>();
    try (BufferedReader told =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    OracleWriter.class.getResourceAsStream(
                        "/dev/firn/source/oracle/connector.txt")),
                StandardCharsets.UTF_8))) {
      told.lines()
          .map(line -> line.split("=", 2))
          .forEach(setting -> settings.put(setting[0], setting[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings.put("topic.prefix", prefix);
    settings.put("database.hostname", "db.example.com");
    settings.put("database.user", "etl_user");
    settings.put("skipped.operations", "none");
    settings.put("unavailable.value.placeholder", placeholder);
    settings.put("event.converting.failure.handling.mode", "fail");
    settings.put("transforms.firnSettings.header", mark);
    settings.put("transforms.firnSettings.value.literal", "v1");
    return settings;
  }

  /** A table with a key and a text of its own, or one without either. */
  public void create(String table, boolean keyed) throws SQLException {
    tables.add(table);
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE %s.%s (id int %s, number numeric, name varchar(40)%s)"
              .formatted(
                  schema, table, keyed ? "PRIMARY KEY" : "", keyed ? ", body varchar(200)" : ""));
    }
    redo.say(
        "define",
        schema,
        "CREATE TABLE \"%s\".\"%s\" (\"id\" INTEGER%s, \"number\" NUMBER, \"name\" VARCHAR2(40)%s);"
            .formatted(
                schema,
                table,
                keyed ? " NOT NULL" : "",
                keyed ? ", \"body\" VARCHAR2(200), PRIMARY KEY (\"id\")" : ""));
  }

  private static boolean isKeyed(String table) {
    return table.startsWith("k");
  }

  /** Some transactions begin, go on, or end. */
  public void write(int steps) throws SQLException {
    for (int i = 0; i < steps; i++) {
      if (open.isEmpty() || (open.size() < MAX_OPEN && random.nextInt(3) == 0)) {
        begin();
      }
      Open transaction = open.get(random.nextInt(open.size()));
      switch (random.nextInt(8)) {
        case 0, 1 -> commit(transaction);
        case 2 -> rollBack(transaction);
        default -> change(transaction);
      }
    }
  }

  /** All that are open are committed. */
  public void end() throws SQLException {
    for (Open transaction : List.copyOf(open)) {
      commit(transaction);
    }
  }

  /** The connector's task begins again, a few events before the last. */
  public void restartConnector() {
    redo.say("restart", random.nextInt(12));
  }

  /** What the connector has sent since this was asked last. */
  public List<RedoEvent> sent() {
    return redo.take();
  }

  private void begin() throws SQLException {
    Connection connection = connections.open();
    connection.setAutoCommit(false);
    String id = "%016x".formatted(FIRST_ID + ++transactions);
    open.add(new Open(id, 1 + random.nextInt(2), connection, new ArrayList<>(), new ArrayList<>()));
  }

  private void commit(Open transaction) throws SQLException {
    long scn = oracle.commit(transaction.connection(), random.nextBoolean());
    redo.say(
        "commit", transaction.id(), transaction.thread(), scn, 1_790_000_000_000L + transactions);
    end(transaction);
  }

  private void rollBack(Open transaction) throws SQLException {
    transaction.connection().rollback();
    redo.say("rollBack", transaction.id());
    for (int i = transaction.undo().size() - 1; i >= 0; i--) {
      transaction.undo().get(i).run();
    }
    end(transaction);
  }

  private void end(Open transaction) throws SQLException {
    transaction.connection().close();
    transaction.written().forEach(row -> row.writer = null);
    open.remove(transaction);
  }

  private void change(Open transaction) throws SQLException {
    List<Row> free =
        rows.stream().filter(row -> row.writer == null || row.writer == transaction).toList();
    if (free.isEmpty() || random.nextInt(3) == 0) {
      insert(transaction, tables.get(random.nextInt(tables.size())));
      return;
    }
    Row row = free.get(random.nextInt(free.size()));
    switch (random.nextInt(7)) {
      case 0 -> delete(transaction, row);
      case 1 -> writeBody(transaction, row);
      case 2 -> changeKey(transaction, row);
      default -> update(transaction, row);
    }
  }

  private void insert(Open transaction, String table) throws SQLException {
    Row row = new Row(table, isKeyed(table) ? ++ids : random.nextInt(5));
    row.number = number();
    row.text = text();
    row.body = isKeyed(table) && random.nextBoolean() ? body() : null;
    execute(
        transaction,
        "INSERT INTO %s VALUES (%d, %s, %s%s)"
            .formatted(
                name(row),
                row.id,
                literal(row.number),
                literal(row.text),
                isKeyed(table) ? ", " + literal(row.body) : ""));
    say(
        transaction,
        row,
        "insert into %s(\"id\",\"number\",\"name\"%s) values ('%d',%s,%s%s)"
            .formatted(
                quoted(row),
                isKeyed(table) ? ",\"body\"" : "",
                row.id,
                redo(row.number),
                redo(row.text),
                isKeyed(table) ? "," + redo(row.body) : ""));
    rows.add(row);
    wrote(transaction, row);
    transaction.undo().add(() -> rows.remove(row));
  }

  private void update(Open transaction, Row row) throws SQLException {
    String number = number();
    String where = where(row);
    int changed =
        execute(
            transaction,
            "UPDATE %s SET number = %s WHERE %s".formatted(name(row), literal(number), one(row)));
    if (changed == 0) {
      return;
    }
    say(
        transaction,
        row,
        "update %s set \"number\" = %s where %s".formatted(quoted(row), redo(number), where));
    String before = row.number;
    row.number = number;
    wrote(transaction, row);
    transaction.undo().add(() -> row.number = before);
  }

  private void delete(Open transaction, Row row) throws SQLException {
    String where = where(row);
    if (execute(transaction, "DELETE FROM %s WHERE %s".formatted(name(row), one(row))) == 0) {
      return;
    }
    say(transaction, row, "delete from %s where %s".formatted(quoted(row), where));
    rows.remove(row);
    wrote(transaction, row);
    transaction.undo().add(() -> rows.add(row));
  }

  private void writeBody(Open transaction, Row row) throws SQLException {
    if (!isKeyed(row.table)) {
      return;
    }
    String body = body();
    String where = where(row);
    execute(
        transaction,
        "UPDATE %s SET body = %s WHERE id = %d".formatted(name(row), literal(body), row.id));
    say(
        transaction,
        row,
        "update %s set \"body\" = %s where %s".formatted(quoted(row), redo(body), where));
    String before = row.body;
    row.body = body;
    wrote(transaction, row);
    transaction.undo().add(() -> row.body = before);
  }

  private void changeKey(Open transaction, Row row) throws SQLException {
    if (!isKeyed(row.table)) {
      return;
    }
    int id = ++ids;
    String where = where(row);
    execute(transaction, "UPDATE %s SET id = %d WHERE id = %d".formatted(name(row), id, row.id));
    say(transaction, row, "update %s set \"id\" = '%d' where %s".formatted(quoted(row), id, where));
    int before = row.id;
    row.id = id;
    wrote(transaction, row);
    transaction.undo().add(() -> row.id = before);
  }

  /** Empties a table, if nobody has it open, as a statement that is a transaction of its own. */
  public void truncate() throws SQLException {
    String table = tables.get(random.nextInt(tables.size()));
    boolean isOpen =
        open.stream()
            .anyMatch(each -> each.written().stream().anyMatch(row -> row.table.equals(table)));
    if (isOpen) {
      return;
    }
    begin();
    Open transaction = open.get(open.size() - 1);
    execute(transaction, "TRUNCATE " + schema + "." + table);
    redo.say("truncate", transaction.id(), 1000 + transactions, schema + "." + table);
    rows.removeIf(row -> row.table.equals(table));
    commit(transaction);
  }

  private void wrote(Open transaction, Row row) {
    row.writer = transaction;
    transaction.written().add(row);
  }

  private void say(Open transaction, Row row, String statement) {
    redo.say(
        "write",
        transaction.id(),
        1000 + transactions,
        row.id,
        schema + "." + row.table,
        statement);
  }

  private int execute(Open transaction, String sql) throws SQLException {
    try (PreparedStatement statement = transaction.connection().prepareStatement(sql)) {
      return statement.executeUpdate();
    }
  }

  private String name(Row row) {
    return schema + "." + row.table;
  }

  private String quoted(Row row) {
    return "\"" + schema + "\".\"" + row.table + "\"";
  }

  /** As every column is logged. */
  private static String where(Row row) {
    return "\"id\" = '%d' and \"number\" %s and \"name\" %s"
            .formatted(row.id, condition(row.number), condition(row.text))
        + (isKeyed(row.table) ? " and \"body\" " + condition(row.body) : "");
  }

  private static String condition(@Nullable String value) {
    return value == null ? "IS NULL" : "= " + redo(value);
  }

  /** Of equal rows one that nobody else has changed. */
  private String one(Row row) {
    return isKeyed(row.table)
        ? "id = " + row.id
        : "ctid = (SELECT ctid FROM %s WHERE id = %d AND number IS NOT DISTINCT FROM %s AND name IS NOT DISTINCT FROM %s LIMIT 1 FOR UPDATE SKIP LOCKED)"
            .formatted(name(row), row.id, literal(row.number), literal(row.text));
  }

  private @Nullable String number() {
    return switch (random.nextInt(5)) {
      case 0 -> null;
      case 1 -> Integer.toString(random.nextInt(100));
      case 2 -> "-" + random.nextInt(100) + ".5";
      case 3 -> "123456789012345678901234567890.25";
      default -> "0." + (1 + random.nextInt(9));
    };
  }

  private @Nullable String text() {
    return random.nextInt(4) == 0
        ? null
        : "it's ".repeat(1 + random.nextInt(2)) + random.nextInt(9);
  }

  private String body() {
    return "l'on''g " + "x".repeat(random.nextInt(50)) + random.nextInt(1000);
  }

  private static String literal(@Nullable String value) {
    return value == null ? "NULL" : "'" + value.replace("'", "''") + "'";
  }

  private static String redo(@Nullable String value) {
    return literal(value);
  }

  /** What each table holds, by its name. */
  public Map<String, List<String>> contents() throws SQLException {
    Map<String, List<String>> contents = new HashMap<>();
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement()) {
      for (String table : tables) {
        List<String> lines = new ArrayList<>();
        String body = isKeyed(table) ? "coalesce(body, 'null')" : "''";
        try (var found =
            statement.executeQuery(
                "SELECT concat_ws('|', id, coalesce(number::text, 'null'), coalesce(name, 'null'), %s) FROM %s.%s"
                    .formatted(body, schema, table))) {
          while (found.next()) {
            lines.add(found.getString(1));
          }
        }
        contents.put(table, lines.stream().sorted().toList());
      }
    }
    return contents;
  }

  @Override
  public void close() throws SQLException {
    for (Open transaction : open) {
      transaction.connection().close();
    }
  }
}
