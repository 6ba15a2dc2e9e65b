package dev.firn.source.oracle.catalog;

import dev.firn.testing.Repository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sqlite.Function;

/**
 * The views of a dictionary as tables of SQLite, their rows from a file.
 *
 * <p>It shows that statements name views and columns that the file has, and what is made of rows
 * that come over JDBC. It shows nothing of what a server of Oracle has in them.
 */
public final class FixtureDictionary implements AutoCloseable {

  private static final String ADDRESS =
      "DBMS_ROWID.ROWID_CREATE(1, :segment_number, :file_number, :block_number, 0)";

  /**
   * SQLite knows no addresses: of segment, file and block it looks up the one that is asked for.
   */
  private static final String FIRST_OF_ORDERS =
      "CASE :segment_number || ' ' || :file_number || ' ' || :block_number"
          + " WHEN '100 4 128' THEN 'AAAABkAAEAAAACAAAA'"
          + " WHEN '112 1024 5000000' THEN 'AAAABwAABAADEtAAAA' END";

  private static final Pattern BAR = Pattern.compile("\\|");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

  private final Connection sqlite;
  private final Map<String, String> answers = new HashMap<>();

  /**
   * @param release the file's name without its ending
   */
  public FixtureDictionary(String release) throws SQLException {
    sqlite = DriverManager.getConnection("jdbc:sqlite::memory:");
    run("PRAGMA case_sensitive_like = ON");
    run("CREATE TABLE DUAL (DUMMY)");
    run("INSERT INTO DUAL VALUES ('X')");
    define("TO_CHAR", 0);
    define("ROWIDTOCHAR", 0);
    define("SYS_CONTEXT", 1);
    fill(
        Repository.text(
            "etl-core/src/test/resources/dev/firn/source/oracle/dictionary/" + release + ".txt"));
  }

  /** A function that gives back one of its arguments. */
  private void define(String name, int argument) throws SQLException {
    Function.create(
        sqlite,
        name,
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            result(value_text(argument));
          }
        });
  }

  private void fill(String text) throws SQLException {
    String view = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("[")) {
        view = line.substring(1, line.indexOf(']'));
        List<String> columns = BAR.splitAsStream(line.substring(line.indexOf(']') + 1)).toList();
        run(
            "CREATE TABLE \"%s\" (%s)"
                .formatted(
                    view,
                    columns.stream()
                        .map(name -> '"' + name + '"')
                        .collect(Collectors.joining(","))));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        insert(view, Arrays.asList(BAR.split(line, -1)));
      }
    }
  }

  private void insert(String view, List<String> values) throws SQLException {
    String places = String.join(",", Collections.nCopies(values.size(), "?"));
    try (PreparedStatement insert =
        sqlite.prepareStatement("INSERT INTO \"" + view + "\" VALUES (" + places + ")")) {
      for (int i = 0; i < values.size(); i++) {
        String value = values.get(i);
        if (value.isEmpty()) {
          insert.setNull(i + 1, java.sql.Types.NULL);
        } else if (NUMBER.matcher(value).matches()) {
          insert.setLong(i + 1, Long.parseLong(value));
        } else {
          insert.setString(i + 1, value);
        }
      }
      insert.execute();
    }
  }

  public void run(String sql) throws SQLException {
    try (Statement statement = sqlite.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What a user may do and see, of which no row is there yet. */
  public void createPrivileges() throws SQLException {
    run("CREATE TABLE ALL_TAB_PRIVS (TABLE_SCHEMA, TABLE_NAME, PRIVILEGE)");
    run("CREATE TABLE ALL_POLICIES (OBJECT_OWNER, OBJECT_NAME, POLICY_NAME, SEL, ENABLE)");
    run(
        "CREATE TABLE ALL_DEPENDENCIES (OWNER, NAME, TYPE, REFERENCED_OWNER, REFERENCED_NAME,"
            + " REFERENCED_TYPE, REFERENCED_LINK_NAME)");
  }

  /** What is shown in the place of values, as far as one may look. */
  public void createRedactions() throws SQLException {
    run("CREATE TABLE REDACTION_POLICIES (OBJECT_OWNER, OBJECT_NAME, POLICY_NAME, ENABLE)");
  }

  /** Has another statement answered in the place of those that begin so, after SELECT. */
  public void answer(String selected, String sql) {
    answers.put("SELECT " + selected.replaceFirst("^SELECT ", ""), sql);
  }

  /** As the discovery has it. */
  public Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              try {
                if (method.getName().equals("prepareStatement")) {
                  return prepared(String.valueOf(arguments[0]));
                }
                return method.invoke(sqlite, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** What of Oracle's names SQLite does not read, and how Oracle says that a view is not there. */
  private PreparedStatement prepared(String sql) throws SQLException {
    try {
      for (Map.Entry<String, String> answer : answers.entrySet()) {
        if (sql.startsWith(answer.getKey())) {
          return ignoringParameters(sqlite.prepareStatement(answer.getValue()));
        }
      }
      return sqlite.prepareStatement(
          sql.replace("RESETLOGS_CHANGE#", "\"RESETLOGS_CHANGE#\"")
              .replace("SERIAL#", "\"SERIAL#\"")
              .replace(ADDRESS, FIRST_OF_ORDERS));
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).contains("no such table")) {
        throw new SQLException("ORA-00942: table or view does not exist", "42000", 942);
      }
      throw e;
    }
  }

  /** The answer depends on none. */
  private static PreparedStatement ignoringParameters(PreparedStatement statement) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            FixtureDictionary.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (proxy, method, arguments) ->
                method.getName().equals("setString") || method.getName().equals("setBigDecimal")
                    ? null
                    : method.invoke(statement, arguments));
  }

  @Override
  public void close() throws SQLException {
    sqlite.close();
  }
}
