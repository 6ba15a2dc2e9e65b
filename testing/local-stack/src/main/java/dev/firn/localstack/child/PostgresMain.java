package dev.firn.localstack.child;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Runs PostgreSQL with logical decoding and real password checks: data directory, port. */
public final class PostgresMain {

  private static final String PASSWORD = "postgres";

  private static final int SCRAM_ITERATIONS_SINCE = 16;

  private PostgresMain() {}

  public static void main(String[] arguments) throws Exception {
    ParentWatch watch = ParentWatch.begin();
    Path data = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    boolean fresh = !Files.exists(data.resolve("PG_VERSION"));
    EmbeddedPostgres postgres = start(data, port);
    if (fresh) {
      requirePasswords(postgres, data);
    }
    watch.ready(postgres::close);
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    String binaries = System.getenv("FIRN_POSTGRES_BINARIES");
    if (binaries != null) {
      // Another version than the one on the class path.
      builder.setPgBinaryResolver((system, hardware) -> onlyArchive(binaries));
    }
    if (System.getenv("FIRN_POSTGRES_AS_INSTALLED") == null) {
      // Given so, the server takes no other values from its own files.
      builder
          .setServerConfig("wal_level", "logical")
          .setServerConfig("max_replication_slots", "20")
          .setServerConfig("max_wal_senders", "20")
          .setServerConfig("max_prepared_transactions", "10");
    }
    return builder
        .setPort(port)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofSeconds(60))
        .setConnectConfig("password", PASSWORD)
        .setServerConfig("timezone", "UTC")
        // The default only since 14.
        .setServerConfig("password_encryption", "scram-sha-256")
        // The default of this packaging hides changes from slots for a while.
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  /** A jar of binaries holds one archive. */
  private static InputStream onlyArchive(String jar) throws IOException {
    ZipInputStream entries = new ZipInputStream(Files.newInputStream(Path.of(jar)));
    for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      if (entry.getName().endsWith(".txz")) {
        return entries;
      }
    }
    throw new IOException("No server is in " + jar);
  }

  /** Until here everybody is trusted, which would let a wrong password pass. */
  private static void requirePasswords(EmbeddedPostgres postgres, Path data)
      throws SQLException, IOException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      // Tests log in thousands of times, as users of their own too, and most of what that costs is
      // to iterate.
      if (connection.getMetaData().getDatabaseMajorVersion() >= SCRAM_ITERATIONS_SINCE) {
        statement.execute("ALTER SYSTEM SET scram_iterations = 1");
        statement.execute("SET scram_iterations = 1");
      }
      statement.execute("ALTER USER postgres PASSWORD '" + PASSWORD + "'");
      Files.writeString(
          data.resolve("pg_hba.conf"),
          """
          local all         all              trust
          host  all         all 127.0.0.1/32 scram-sha-256
          host  replication all 127.0.0.1/32 scram-sha-256
          host  all         all ::1/128      scram-sha-256
          """);
      statement.execute("SELECT pg_reload_conf()");
    }
  }
}
