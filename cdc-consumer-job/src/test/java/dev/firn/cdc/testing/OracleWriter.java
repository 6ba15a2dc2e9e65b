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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
  private final List<OracleTable> tables = new ArrayList<>();
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
    private final OracleTable table;
    private Map<String, @Nullable String> values = new HashMap<>();
    private @Nullable Open writer;

    Row(OracleTable table) {
      this.table = table;
    }

    int id() {
      return Integer.parseInt(Objects.requireNonNull(values.get("id")));
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
    OracleTable created = new OracleTable(table, keyed);
    tables.add(created);
    run(
        "CREATE TABLE %s (%s%s)"
            .formatted(
                name(created),
                declared(created, column -> column, OracleTable.Kind::behind),
                keyed ? ", PRIMARY KEY (id)" : ""));
    define(
        "CREATE TABLE %s (%s%s)"
            .formatted(
                quoted(created),
                declared(created, OracleWriter::quoted, OracleTable.Kind::oracle),
                keyed ? ", PRIMARY KEY (\"id\")" : ""));
  }

  private static String declared(
      OracleTable table,
      UnaryOperator<String> quoted,
      Function<OracleTable.Kind, String> declaration) {
    return table.columns().entrySet().stream()
        .map(column -> quoted.apply(column.getKey()) + " " + declaration.apply(column.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** A table of it. */
  OracleTable table(String name) {
    return tables.stream().filter(table -> table.name().equals(name)).findFirst().orElseThrow();
  }

  List<OracleTable> tables() {
    return tables;
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
      case 1 -> changeKey(transaction, row);
      default -> update(transaction, row);
    }
  }

  private void insert(Open transaction, OracleTable table) throws SQLException {
    Row row = new Row(table);
    table
        .columns()
        .forEach(
            (column, kind) ->
                row.values.put(
                    column,
                    kind == OracleTable.Kind.ID
                        ? Integer.toString(table.isKeyed() ? ++ids : random.nextInt(5))
                        : kind.value(random)));
    List<String> values =
        table.columns().keySet().stream().map(column -> literal(row.values.get(column))).toList();
    execute(
        transaction,
        "INSERT INTO %s (%s) VALUES (%s)"
            .formatted(
                name(table),
                String.join(", ", table.columns().keySet()),
                String.join(", ", values)));
    List<String> names = table.columns().keySet().stream().map(OracleWriter::quoted).toList();
    // As LogMiner writes it: Debezium takes a blank before NULL for a part of the value.
    say(
        transaction,
        row,
        "insert into %s(%s) values (%s)"
            .formatted(quoted(table), String.join(",", names), String.join(",", values)));
    rows.add(row);
    wrote(transaction, row);
    transaction.undo().add(() -> rows.remove(row));
  }

  private void update(Open transaction, Row row) throws SQLException {
    String column = row.table.any(random, kind -> kind != OracleTable.Kind.ID);
    if (column != null) {
      set(
          transaction,
          row,
          column,
          Objects.requireNonNull(row.table.columns().get(column)).value(random));
    }
  }

  private void changeKey(Open transaction, Row row) throws SQLException {
    if (row.table.isKeyed()) {
      set(transaction, row, "id", Integer.toString(++ids));
    }
  }

  private void set(Open transaction, Row row, String column, @Nullable String value)
      throws SQLException {
    String where = where(row);
    int changed =
        execute(
            transaction,
            "UPDATE %s SET %s = %s WHERE %s"
                .formatted(name(row.table), column, literal(value), one(row)));
    if (changed == 0) {
      return;
    }
    say(
        transaction,
        row,
        "update %s set %s = %s where %s"
            .formatted(quoted(row.table), quoted(column), literal(value), where));
    Map<String, @Nullable String> before = row.values;
    row.values = new HashMap<>(before);
    row.values.put(column, value);
    wrote(transaction, row);
    transaction.undo().add(() -> row.values = before);
  }

  private void delete(Open transaction, Row row) throws SQLException {
    String where = where(row);
    if (execute(transaction, "DELETE FROM %s WHERE %s".formatted(name(row.table), one(row))) == 0) {
      return;
    }
    say(transaction, row, "delete from %s where %s".formatted(quoted(row.table), where));
    rows.remove(row);
    wrote(transaction, row);
    transaction.undo().add(() -> rows.add(row));
  }

  /** Empties a table, if nobody has it open, as a statement that is a transaction of its own. */
  public void truncate() throws SQLException {
    OracleTable table = tables.get(random.nextInt(tables.size()));
    if (isOpen(table)) {
      return;
    }
    begin();
    Open transaction = open.get(open.size() - 1);
    execute(transaction, "TRUNCATE " + name(table));
    redo.say("truncate", transaction.id(), 1000 + transactions, name(table));
    rows.removeIf(row -> row.table == table);
    commit(transaction);
  }

  /** True if a transaction has written to it, so that a statement of DDL would wait. */
  private boolean isOpen(OracleTable table) {
    return open.stream()
        .anyMatch(each -> each.written().stream().anyMatch(row -> row.table == table));
  }

  /** Alters tables that nobody has open, as statements that wait for nobody do. */
  public void alter(int steps) throws SQLException {
    for (int i = 0; i < steps; i++) {
      List<OracleTable> free =
          tables.stream().filter(table -> !isOpen(table) && !table.isSettled()).toList();
      if (!free.isEmpty()) {
        alter(free.get(random.nextInt(free.size())));
      } else if (!open.isEmpty()) {
        commit(open.get(random.nextInt(open.size())));
      }
    }
  }

  private void alter(OracleTable table) throws SQLException {
    Predicate<OracleTable.Kind> isData = kind -> kind != OracleTable.Kind.ID;
    String any = table.any(random, isData);
    boolean mayLose = any != null && table.columns().size() > 3;
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> add(table, table.freshName(), "");
      case 3 -> add(table, table.freshName(), " DEFAULT 7");
      case 4, 5 -> widen(table, OracleTable.Kind.SMALL, OracleTable.Kind.WIDE);
      case 6 -> widen(table, OracleTable.Kind.TEXT, OracleTable.Kind.LONGER_TEXT);
      case 7 -> widen(table, OracleTable.Kind.PADDED, OracleTable.Kind.PADDED_MORE);
      case 8, 9 -> {
        if (any != null && mayLose) {
          drop(table, any);
        }
      }
      case 10 -> {
        if (any != null) {
          rename(table, any, table.freshName());
        }
      }
      case 11 -> {
        if (any != null) {
          drop(table, any);
          add(table, table.freshName(), "");
        }
      }
      case 12 -> dropAndAddAgain(table);
      case 13 -> exchange(table);
      case 14 -> comeAndGo(table);
      default -> {
        if (table.isKeyed() && random.nextBoolean()) {
          makeKeyAnew(table);
        } else {
          // Its rows are in another segment then; Debezium is told nothing.
          move(table);
        }
      }
    }
  }

  private void add(OracleTable table, String column, String fallback) throws SQLException {
    OracleTable.Kind kind =
        !fallback.isEmpty() || random.nextBoolean()
            ? OracleTable.Kind.SMALL
            : random.nextBoolean() ? OracleTable.Kind.TEXT : OracleTable.Kind.PADDED;
    altered(
        table,
        fallback.isEmpty() ? "add" : "add-default",
        "ADD %s %s%s".formatted(column, kind.behind(), fallback),
        "ADD (%s %s%s)".formatted(quoted(column), kind.oracle(), fallback));
    String value = fallback.isEmpty() ? null : "7";
    rowsOf(table).forEach(row -> row.values.put(column, value));
    table.added(column, kind, value != null);
  }

  private void widen(OracleTable table, OracleTable.Kind from, OracleTable.Kind to)
      throws SQLException {
    String column = table.any(random, kind -> kind == from);
    if (column == null) {
      return;
    }
    altered(
        table,
        to.padding() > 0 ? "pad" : "widen",
        "ALTER %s TYPE %s".formatted(column, to.behind()),
        "MODIFY (%s %s)".formatted(quoted(column), to.oracle()));
    table.columns().put(column, to);
    if (to.padding() > 0) {
      rowsOf(table)
          .forEach(
              row ->
                  row.values.computeIfPresent(column, (name, value) -> to.padded(value.strip())));
      table.paddedAnew(column);
      // PostgreSQL writes all rows anew.
      table.moved();
    }
  }

  private void drop(OracleTable table, String column) throws SQLException {
    altered(table, "drop", "DROP " + column, "DROP COLUMN " + quoted(column));
    rowsOf(table).forEach(row -> row.values.remove(column));
    table.dropped(column);
  }

  private void rename(OracleTable table, String from, String to) throws SQLException {
    altered(
        table,
        "rename",
        "RENAME %s TO %s".formatted(from, to),
        "RENAME COLUMN %s TO %s".formatted(quoted(from), quoted(to)));
    rowsOf(table).forEach(row -> row.values.put(to, row.values.remove(from)));
    table.renamed(from, to);
  }

  /** But for the last one, of which nobody could see it. */
  private void dropAndAddAgain(OracleTable table) throws SQLException {
    String last = List.copyOf(table.columns().keySet()).get(table.columns().size() - 1);
    String column = table.any(random, kind -> kind == OracleTable.Kind.SMALL);
    if (column == null || column.equals(last)) {
      return;
    }
    drop(table, column);
    altered(
        table,
        "add-again",
        "ADD %s %s".formatted(column, OracleTable.Kind.SMALL.behind()),
        "ADD (%s %s)".formatted(quoted(column), OracleTable.Kind.SMALL.oracle()));
    rowsOf(table).forEach(row -> row.values.put(column, null));
    table.added(column, OracleTable.Kind.SMALL, false);
    table.gotAnotherOrder();
  }

  private void exchange(OracleTable table) throws SQLException {
    List<String> two =
        table.columns().entrySet().stream()
            .filter(column -> column.getValue() == OracleTable.Kind.SMALL)
            .map(Map.Entry::getKey)
            .toList();
    if (two.size() < 2) {
      return;
    }
    rename(table, two.get(0), "exchanged");
    rename(table, two.get(1), two.get(0));
    rename(table, "exchanged", two.get(1));
    table.gotAnotherOrder();
  }

  /** A column that is there while rows are written, and gone before anybody looks. */
  private void comeAndGo(OracleTable table) throws SQLException {
    String column = table.freshName();
    add(table, column, "");
    begin();
    Open transaction = open.get(open.size() - 1);
    insert(transaction, table);
    commit(transaction);
    drop(table, column);
  }

  private void makeKeyAnew(OracleTable table) throws SQLException {
    run(
        "ALTER TABLE %1$s DROP CONSTRAINT %2$s_pkey, ADD PRIMARY KEY (id)"
            .formatted(name(table), table.name()));
    for (String statement : List.of("DROP PRIMARY KEY", "ADD PRIMARY KEY (\"id\")")) {
      define("ALTER TABLE " + quoted(table) + " " + statement);
    }
    table.did("key", "key made anew");
    table.gotAnotherKey();
  }

  private void move(OracleTable table) throws SQLException {
    run("VACUUM FULL " + name(table));
    table.did("move", "MOVE");
    table.moved();
  }

  private List<Row> rowsOf(OracleTable table) {
    return rows.stream().filter(row -> row.table == table).toList();
  }

  private void altered(OracleTable table, String kind, String behind, String redoLog)
      throws SQLException {
    begin();
    Open transaction = open.get(open.size() - 1);
    execute(transaction, "ALTER TABLE " + name(table) + " " + behind);
    oracle.commit(transaction.connection(), false);
    end(transaction);
    define("ALTER TABLE " + quoted(table) + " " + redoLog);
    table.did(kind, redoLog);
  }

  private void define(String ddl) {
    redo.say("define", schema, ddl + ";");
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void wrote(Open transaction, Row row) {
    row.writer = transaction;
    transaction.written().add(row);
  }

  private void say(Open transaction, Row row, String statement) {
    redo.say("write", transaction.id(), 1000 + transactions, row.id(), name(row.table), statement);
  }

  private int execute(Open transaction, String sql) throws SQLException {
    try (PreparedStatement statement = transaction.connection().prepareStatement(sql)) {
      return statement.executeUpdate();
    }
  }

  private String name(OracleTable table) {
    return schema + "." + table.name();
  }

  private String quoted(OracleTable table) {
    return quoted(schema) + "." + quoted(table.name());
  }

  private static String quoted(String name) {
    return "\"" + name + "\"";
  }

  /** As every column is logged. */
  private static String where(Row row) {
    return row.table.columns().keySet().stream()
        .map(
            column -> {
              String value = row.values.get(column);
              return quoted(column) + (value == null ? " IS NULL" : " = " + literal(value));
            })
        .collect(Collectors.joining(" and "));
  }

  /** Of equal rows one that nobody else has changed. */
  private String one(Row row) {
    String same =
        row.table.columns().keySet().stream()
            .map(column -> column + " IS NOT DISTINCT FROM " + literal(row.values.get(column)))
            .collect(Collectors.joining(" AND "));
    return row.table.isKeyed()
        ? "id = " + row.id()
        : "ctid = (SELECT ctid FROM %s WHERE %s LIMIT 1 FOR UPDATE SKIP LOCKED)"
            .formatted(name(row.table), same);
  }

  private static String literal(@Nullable String value) {
    return value == null ? "NULL" : "'" + value.replace("'", "''") + "'";
  }

  /** What each table holds, by its name. */
  public Map<String, List<String>> contents() throws SQLException {
    Map<String, List<String>> contents = new HashMap<>();
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement()) {
      for (OracleTable table : tables) {
        List<String> lines = new ArrayList<>();
        String values =
            table.columns().entrySet().stream()
                .map(
                    column ->
                        column.getValue().padding() == 0
                            ? column.getKey() + "::text"
                            : "rpad(%s, %d)"
                                .formatted(column.getKey(), column.getValue().padding()))
                .map(column -> "coalesce(" + column + ", 'null')")
                .collect(Collectors.joining(", "));
        try (var found =
            statement.executeQuery(
                "SELECT concat_ws('|', %s) FROM %s".formatted(values, name(table)))) {
          while (found.next()) {
            lines.add(found.getString(1));
          }
        }
        contents.put(table.name(), lines.stream().sorted().toList());
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
