package dev.firn.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server on a port and data directory that it keeps when it is started again. */
public final class PostgresServer {

  private final int port = FreePort.find();
  private final Path data;
  private final ChildProcess process;

  /**
   * @param environment says which version it is, if that is not the one on the class path
   */
  PostgresServer(Path directory, Map<String, String> environment) {
    this.data = directory.resolve("postgres").toAbsolutePath();
    this.process =
        new ChildProcess(
                "PostgreSQL",
                directory.resolve("logs/postgres.log"),
                "192m",
                "PostgresMain",
                data.toString(),
                Integer.toString(port))
            .with(environment);
  }

  public void start() {
    process.start();
  }

  public void stop() {
    process.stop();
  }

  /** Ends the server as {@code kill -9} of all its processes does. */
  public void kill() {
    ProcessHandle.of(postmaster())
        .ifPresent(
            server -> {
              List<ProcessHandle> backends = server.descendants().toList();
              server.destroyForcibly();
              backends.forEach(ProcessHandle::destroyForcibly);
              // The next start is refused as long as one of them holds the shared memory.
              backends.forEach(backend -> backend.onExit().join());
              server.onExit().join();
            });
    process.kill();
  }

  private long postmaster() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  public String database() {
    return "postgres";
  }

  public String username() {
    return "postgres";
  }

  public String password() {
    return "postgres";
  }

  public String jdbcUrl() {
    return jdbcUrl(database());
  }

  public String jdbcUrl(String otherDatabase) {
    return "jdbc:postgresql://" + host() + ":" + port + "/" + otherDatabase;
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), username(), password());
  }

  /** Runs the statements one after the other, each in its own transaction. */
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refused: " + e.getMessage(), e);
    }
  }
}
