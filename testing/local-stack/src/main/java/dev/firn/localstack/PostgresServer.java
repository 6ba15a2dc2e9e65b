package dev.firn.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A PostgreSQL server on a port and data directory that it keeps when it is started again. */
public final class PostgresServer {

  /** What every server of a copy makes itself. */
  private static final Set<String> NOT_COPIED =
      Set.of("postmaster.pid", "postmaster.opts", "pg_wal", "pg_replslot", "pg_stat_tmp");

  private final int port = FreePort.find();
  private final Path directory;
  private final Map<String, String> environment;
  private final Path data;
  private final ChildProcess process;

  /**
   * @param environment says which version it is, if that is not the one on the class path
   */
  PostgresServer(Path directory, Map<String, String> environment) {
    this(directory, "postgres", environment);
  }

  private PostgresServer(Path directory, String name, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
    this.data = directory.resolve(name).toAbsolutePath();
    this.process =
        new ChildProcess(
                "PostgreSQL",
                directory.resolve("logs/" + name + ".log"),
                "192m",
                "PostgresMain",
                data.toString(),
                Integer.toString(port))
            .with(environment);
  }

  /**
   * A standby of this server, which streams from it through a slot of the same name; it is not
   * started yet, and whoever starts it stops it too.
   *
   * @param standby its name, of lower-case letters
   */
  public PostgresServer standby(String standby) {
    PostgresServer copy = new PostgresServer(directory, standby, environment);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_create_physical_replication_slot('" + standby + "', true)");
      statement.execute("SELECT pg_backup_start('" + standby + "', true)");
      copyData(copy.data);
      try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        row.next();
        Files.writeString(copy.data.resolve("backup_label"), row.getString(1));
      }
      Files.createDirectories(copy.data.resolve("pg_wal"));
      Files.createDirectories(copy.data.resolve("pg_replslot"));
      Files.createDirectories(copy.data.resolve("pg_stat_tmp"));
      Files.createFile(copy.data.resolve("standby.signal"));
      Files.writeString(
          copy.data.resolve("postgresql.auto.conf"),
          """
          primary_conninfo = 'host=%s port=%d user=%s password=%s dbname=%s application_name=%s'
          primary_slot_name = '%s'
          hot_standby_feedback = on
          """
              .formatted(host(), port, username(), password(), database(), standby, standby));
      return copy;
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refused a copy: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As it is on disk, while the server writes to it; what it writes meanwhile is in its log. */
  private void copyData(Path target) throws IOException {
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path found, BasicFileAttributes attributes)
              throws IOException {
            if (isNotCopied(found)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(
                target.resolve(data.relativize(found).toString()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path found, BasicFileAttributes attributes)
              throws IOException {
            if (!isNotCopied(found)) {
              try {
                Files.copy(found, target.resolve(data.relativize(found).toString()));
              } catch (NoSuchFileException gone) {
                return FileVisitResult.CONTINUE;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path gone, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private boolean isNotCopied(Path found) {
    return found.getNameCount() == data.getNameCount() + 1
        && NOT_COPIED.contains(found.getFileName().toString());
  }

  /** Keeps no log any more for a standby that was stopped, once the server has seen that. */
  public void forget(String standby) {
    execute(
        """
        DO $$ BEGIN
          FOR i IN 1..1200 LOOP
            EXIT WHEN NOT (SELECT active FROM pg_replication_slots WHERE slot_name = '%1$s');
            PERFORM pg_sleep(0.05);
          END LOOP;
          PERFORM pg_drop_replication_slot('%1$s');
        END $$
        """
            .formatted(standby));
  }

  /** Has a standby become a primary, on a new timeline. */
  public void promote() {
    execute("SELECT pg_promote(true, 60)");
  }

  /** Waits until a standby has replayed all that its primary has written so far. */
  public void awaitReplay(PostgresServer primary) {
    String written = primary.ask("SELECT pg_current_wal_lsn()::text");
    for (int tries = 0;
        !ask("SELECT (pg_last_wal_replay_lsn() >= '" + written + "')::text").equals("true");
        tries++) {
      if (tries > 1_200) {
        throw new IllegalStateException("The standby has not replayed " + written + " after 60 s");
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private String ask(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refused: " + e.getMessage(), e);
    }
  }

  /** Its configuration files are here. */
  public Path dataDirectory() {
    return data;
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
