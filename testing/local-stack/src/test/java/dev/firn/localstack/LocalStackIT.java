package dev.firn.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackIT {

  private static final String CONNECTOR =
      """
      {"name": "probe", "config": {
        "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
        "database.hostname": "127.0.0.1", "database.port": "%d", "database.dbname": "postgres",
        "database.user": "postgres", "database.password": "${env:POSTGRES_PASSWORD}",
        "topic.prefix": "probe", "plugin.name": "pgoutput", "slot.name": "probe"}}
      """;

  @TempDir Path directory;

  @Test
  void runsADebeziumConnectorAndChecksPasswords() throws IOException {
    try (LocalStack stack = LocalStack.in(directory).start()) {
      stack.postgres().execute("CREATE TABLE probe (id int PRIMARY KEY)");
      Path file = directory.resolve("connector.json");
      Files.writeString(file, CONNECTOR.formatted(stack.postgres().port()));
      stack.connect().deploy(file);
      stack.connect().awaitRunning("probe", Duration.ofSeconds(60));
      assertThatThrownBy(
              () -> DriverManager.getConnection(stack.postgres().jdbcUrl(), "postgres", "wrong"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void keepsItsDataWhenPostgresIsStartedAgain() throws SQLException {
    try (LocalStack stack = LocalStack.in(directory).only(Service.POSTGRES).start()) {
      stack.postgres().execute("CREATE TABLE kept AS SELECT 42 AS answer");
      stack.postgres().stop();
      stack.postgres().start();
      try (var connection = stack.postgres().connect();
          var row = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(42);
      }
    }
  }

  @Test
  void aStandbyHasWhatItsPrimaryHasAndCanBePromoted() throws SQLException {
    try (LocalStack stack = LocalStack.in(directory).only(Service.POSTGRES).start()) {
      PostgresServer primary = stack.postgres();
      primary.execute("CREATE TABLE kept AS SELECT 42 AS answer");
      PostgresServer standby = primary.standby("standby");
      standby.start();
      try {
        primary.execute("INSERT INTO kept VALUES (43)");
        standby.awaitReplay(primary);
        assertThat(number(standby, "SELECT sum(answer) FROM kept")).isEqualTo(85);
        assertThat(number(standby, "SELECT pg_is_in_recovery()::int")).isEqualTo(1);
        standby.promote();
        standby.execute("INSERT INTO kept VALUES (44)");
        assertThat(number(standby, "SELECT sum(answer) FROM kept")).isEqualTo(129);
      } finally {
        standby.stop();
      }
    }
  }

  private static long number(PostgresServer server, String sql) throws SQLException {
    try (var connection = server.connect();
        var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void leavesNoProcessBehindWhenItsParentIsKilled() throws IOException, InterruptedException {
    assertNothingSurvives(List.of(), System.getProperty("java.class.path"));
  }

  @Test
  void runsAndCleansUpForAnOrdinaryUserToo() throws IOException, InterruptedException {
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Files.isExecutable(Path.of("/usr/bin/setpriv")),
        "not root, so the other tests ran as an ordinary user already");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertNothingSurvives(
        List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
        classPathThatEverybodyCanRead());
  }

  /** The Maven repository of root is root's alone. */
  private String classPathThatEverybodyCanRead() throws IOException {
    Path libraries = Files.createDirectory(directory.resolve("lib"));
    for (String jar : ChildClassPath.libraries().split(File.pathSeparator, -1)) {
      if (jar.endsWith(".jar")) {
        Files.copy(Path.of(jar), libraries.resolve(Path.of(jar).getFileName()));
      }
    }
    Path classes = directory.resolve("classes");
    for (String name : List.of("target/classes", "target/test-classes")) {
      copy(Path.of(name), classes);
    }
    Files.writeString(classes.resolve("dev/firn/localstack/children.classpath"), libraries + "/*");
    return classes + File.pathSeparator + libraries + "/*";
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private void assertNothingSurvives(List<String> prefix, String classPath)
      throws IOException, InterruptedException {
    Path data = directory.resolve("stack");
    Process holder =
        new ProcessBuilder(command(prefix, classPath, data)).redirectErrorStream(true).start();
    List<ProcessHandle> family = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder said = new StringBuilder();
      String line = out.readLine();
      while (line != null && !line.startsWith("UP ")) {
        said.append(line).append('\n');
        line = out.readLine();
      }
      assertThat(line).as("%s", said).isNotNull();
      family.addAll(holder.descendants().toList());
      assertThat(family).as("PostgreSQL's wrapper, Kafka, Connect").hasSize(3);
      String postmaster = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(0);
      family.add(ProcessHandle.of(Long.parseLong(postmaster)).orElseThrow());
      holder.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (family.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
        Thread.sleep(100);
      }
      assertThat(family).noneMatch(ProcessHandle::isAlive);
    } finally {
      holder.destroyForcibly();
    }
  }

  private static List<String> command(List<String> prefix, String classPath, Path data) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            StackHolder.class.getName(),
            data.toString()));
    return command;
  }
}
