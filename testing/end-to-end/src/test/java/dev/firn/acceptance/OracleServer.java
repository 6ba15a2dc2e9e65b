package dev.firn.acceptance;

import dev.firn.endtoend.process.FirnInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A live server of Oracle: that of the one who runs the tests, or one in a container. In a
 * container the tables are one user's, and Firn logs in as another who has what the script of
 * grants gives.
 */
final class OracleServer implements AutoCloseable {

  /** Such as {@code db.example.com:1521/FREEPDB1}. */
  static final String SERVER = "FIRN_ORACLE_SERVER";

  static final String USER = "FIRN_ORACLE_USER";
  static final String PASSWORD = "FIRN_ORACLE_PASSWORD";

  /** For a server of one's own: the way to the root, and the common user of the connector. */
  static final String ROOT_URL = "FIRN_ORACLE_ROOT_URL";

  private static final String ROOT_USER = "FIRN_ORACLE_ROOT_USER";
  private static final String ROOT_PASSWORD = "FIRN_ORACLE_ROOT_PASSWORD";

  private static final String IMAGE = "gvenzl/oracle-free:23-slim-faststart";
  private static final int PORT = 1521;
  private static final Pattern ADDRESS = Pattern.compile("([^:/]+):(\\d+)/(.+)");
  private static final String SECRET = "Firn_2026";

  private final String host;
  private final int port;
  private final String service;
  private final Login owner;
  private final Login reader;
  private final @Nullable GenericContainer<?> container;

  /** A user. */
  record Login(String user, String password) {

    String schema() {
      return user.toUpperCase(Locale.ROOT);
    }
  }

  private OracleServer(
      String address, Login owner, Login reader, @Nullable GenericContainer<?> container) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          SERVER + " is not host:port/service, but \"" + address + "\"");
    }
    this.host = parts.group(1);
    this.port = Integer.parseInt(parts.group(2));
    this.service = parts.group(3);
    this.owner = owner;
    this.reader = reader;
    this.container = container;
  }

  static boolean isGiven() {
    return System.getenv(SERVER) != null;
  }

  static OracleServer start() throws SQLException {
    if (isGiven()) {
      Login given = new Login(required(USER), required(PASSWORD));
      return new OracleServer(required(SERVER), given, given, null);
    }
    GenericContainer<?> container =
        new GenericContainer<>(IMAGE)
            .withEnv("ORACLE_PASSWORD", SECRET)
            .withExposedPorts(PORT)
            .waitingFor(
                Wait.forLogMessage(".*DATABASE IS READY TO USE.*", 1)
                    .withStartupTimeout(Duration.ofMinutes(10)));
    container.start();
    OracleServer server =
        new OracleServer(
            container.getHost() + ":" + container.getMappedPort(PORT) + "/FREEPDB1",
            new Login("APP", SECRET),
            new Login("FIRN_USER", SECRET),
            container);
    server.asDba(
        "CREATE USER APP IDENTIFIED BY \"" + SECRET + "\" QUOTA UNLIMITED ON USERS",
        "CREATE USER FIRN_USER IDENTIFIED BY \"" + SECRET + "\"",
        "GRANT CREATE SESSION, CREATE TABLE TO APP");
    return server;
  }

  private static String required(String variable) {
    String value = System.getenv(variable);
    if (value == null) {
      throw new IllegalStateException(
          SERVER + " is set and " + variable + " is not. See docs/oracle-acceptance.md.");
    }
    return value;
  }

  /** True if somebody has set it up so that its log can be read. */
  boolean canBeFollowed() {
    return container != null || System.getenv(ROOT_URL) != null;
  }

  /**
   * Makes a container's server one whose log can be read; that of somebody else is so already.
   *
   * @return what the connector looks up in the environment of its Connect worker, for a source
   */
  Map<String, String> prepareLog(String source)
      throws IOException, InterruptedException, SQLException {
    String prefix = "FIRN_" + source.toUpperCase(Locale.ROOT) + "_";
    if (container == null) {
      return Map.of(
          prefix + "ROOT_URL", required(ROOT_URL),
          prefix + "ROOT_USER", required(ROOT_USER),
          prefix + "ROOT_PASSWORD", required(ROOT_PASSWORD));
    }
    var archiving =
        container.execInContainer(
            "bash",
            "-c",
            "printf 'SHUTDOWN IMMEDIATE\\nSTARTUP MOUNT\\nALTER DATABASE ARCHIVELOG;\\n"
                + "ALTER DATABASE OPEN;\\nALTER PLUGGABLE DATABASE ALL OPEN;\\n"
                + "ALTER DATABASE ADD SUPPLEMENTAL LOG DATA;\\n' | sqlplus -S / as sysdba");
    if (archiving.getExitCode() != 0 || archiving.getStdout().contains("ORA-")) {
      throw new IllegalStateException("The server keeps no log: " + archiving.getStdout());
    }
    String root = "jdbc:oracle:thin:@//" + host + ":" + port + "/FREE";
    try (Connection connection = DriverManager.getConnection(root, login("sys as sysdba", SECRET));
        Statement statement = connection.createStatement()) {
      for (String sql : connectorGrants()) {
        statement.execute(sql.replace("…", SECRET));
      }
    }
    return Map.of(
        prefix + "ROOT_URL",
        root,
        prefix + "ROOT_USER",
        "C##FIRN_CDC",
        prefix + "ROOT_PASSWORD",
        SECRET);
  }

  private static List<String> connectorGrants() throws IOException {
    String script =
        Files.readString(
            FirnInstallation.current()
                .repository()
                .resolve("scripts/sql/oracle-connector-grants.sql"));
    String statements = script.replaceAll("(?m)^--.*$", "");
    return Arrays.stream(statements.split(";"))
        .map(String::strip)
        .filter(sql -> !sql.isEmpty())
        .toList();
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  String service() {
    return service;
  }

  /** As whom Firn logs in. */
  Login reader() {
    return reader;
  }

  String schema() {
    return owner.schema();
  }

  Connection connect() throws SQLException {
    return connect(owner.user(), owner.password());
  }

  private Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:oracle:thin:@//" + host + ":" + port + "/" + service, login(user, password));
  }

  private static Properties login(String user, String password) {
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("oracle.jdbc.timezoneAsRegion", "false");
    return login;
  }

  /** As the owner of the tables. */
  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql.replace("$S", schema()));
      }
    }
  }

  private void asDba(String... statements) throws SQLException {
    try (Connection connection = connect("sys as sysdba", SECRET);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Gives Firn's user on some tables what the script of grants says, and nothing else. */
  void grant(List<String> tables) throws SQLException, IOException {
    if (container == null) {
      return;
    }
    String script =
        Files.readString(
            FirnInstallation.current().repository().resolve("scripts/sql/oracle-grants.sql"));
    List<String> statements = new ArrayList<>();
    for (String line : script.lines().filter(line -> line.startsWith("GRANT ")).toList()) {
      String grant = line.replace(";", "");
      if (grant.contains("APP.ORDERS")) {
        tables.forEach(
            table -> statements.add(grant.replace("APP.ORDERS", "\"APP\".\"" + table + "\"")));
      } else {
        statements.add(grant);
      }
    }
    asDba(statements.toArray(String[]::new));
  }

  @Override
  public void close() {
    if (container != null) {
      container.close();
    }
  }
}
