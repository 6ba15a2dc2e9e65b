package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.ShopSource;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an operator sees who gives a job something that it cannot work with. */
@Order(5)
@Execution(ExecutionMode.SAME_THREAD)
class BadInputIT {
  @TempDir static Path directory;
  private static TestShop loaded;
  private static String log;

  @BeforeAll
  static void loadAShop() throws Exception {
    loaded = SharedStack.shop(directory.resolve("loaded"), 100);
    loaded
        .database()
        .execute("CREATE TABLE shop.parted AS SELECT id FROM generate_series(1, 5) id");
    loaded
        .database()
        .execute("ALTER TABLE shop.parted ADD PRIMARY KEY (id), ADD was int DEFAULT 1");
    Result result = run(loaded.source(), "bulk-load");
    assertThat(result.exitCode()).as(result.log()).isZero();
    log = result.log();
  }

  /** Logs of several days and machines are put together. */
  @Test
  void everyLineOfALogHasItsDateAndZone() {
    assertThat(log.lines().filter(line -> line.contains(" INFO ")))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d) INFO .*"));
  }

  @Test
  void namesTheKnownSourcesWhenTheSourceIsUnknown() throws Exception {
    Result result = run(loaded.source().named("shoop"), "bulk-load");

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.log()).contains("shoop").contains(loaded.source().name());
  }

  @Test
  void namesPlaceAndKnownKeysWhenAKeyIsUnknown() throws Exception {
    ShopSource source = shop("unknown key");
    source.writeSources("    bulk_load:\n      parralel_workers: 4\n");
    Result result = run(source, "bulk-load");

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.log())
        .contains("sources.yaml")
        .contains(".bulk_load.parralel_workers")
        .contains("unknown key")
        .contains("parallel_workers");
  }

  @Test
  void namesTheVariableThatIsNotSet() throws Exception {
    ShopSource source = shop("missing variable").without(ShopSource.PASSWORD_VARIABLE);
    Result result = run(source, "bulk-load");

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.log())
        .contains("environment variable POSTGRES_PASSWORD is not set")
        .contains("database_connection.password");
  }

  @Test
  void saysThatThePasswordIsWrongWithoutRepeatingIt() throws Exception {
    Result result =
        run(shop("wrong password").with("POSTGRES_PASSWORD", "op3n-s3same"), "bulk-load");

    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.log())
        .contains("password authentication failed")
        .contains("Check username and password in database_connection")
        .doesNotContain("op3n-s3same");
  }

  @Test
  void namesTheBrokersThatCannotBeReached() throws Exception {
    ShopSource source = loaded.source();
    source.writeKafkaClusters("127.0.0.1:1");
    Result result = run(source, "cdc", "--until-idle", "1s");
    source.writeKafkaClusters(SharedStack.STACK.kafka().bootstrapServers());

    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.log()).contains("127.0.0.1:1").contains("kafka_clusters.yaml");
  }

  @Test
  void saysWhatToDeployWhenNoTopicIsThere() throws Exception {
    Result result = run(loaded.source(), "cdc", "--topic-timeout", "2s", "--until-idle", "1s");

    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.log())
        .contains("Cannot subscribe to the topics of source " + loaded.source().name())
        .contains("Deploy debezium_" + loaded.source().name() + "_cdc.json to Kafka Connect");
  }

  @Test
  void saysThatALoadComesBeforeTheStream() throws Exception {
    Result result = run(shop("not loaded"), "cdc", "--until-idle", "1s");

    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.log()).contains("Run firn bulk-load --source");
  }

  @Test
  void namesTheKnownValuesInACallThatIsWrong() throws Exception {
    Result result = run(loaded.source(), "validate", "--level", "everything");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.log())
        .contains("--level", "See firn validate --help.")
        .containsIgnoringCase("[count, checksum, rows]");
  }

  @Test
  void namesTheRowsInWhichSourceAndLakeDiffer() throws Exception {
    loaded.database().execute("UPDATE shop.parted SET was = 2 WHERE id = 1");
    loaded.database().execute("UPDATE shop.parted SET id = 20 WHERE id = 2");
    loaded.database().execute("DELETE FROM shop.parted WHERE id = 3");
    Result result =
        run(loaded.source(), "validate", "--level=rows", "--output=json", "--table-filter=parted");

    assertThat(result.exitCode()).as(result.log()).isEqualTo(7);
    assertThat(result.output())
        .contains("\"missing_in_lake\" : 1")
        .contains("\"extra_in_lake\" : 2")
        .contains("\"changed\" : 1");
  }

  /** The database of the loaded shop under a source name of its own, with a lake of its own. */
  private static ShopSource shop(String home) throws Exception {
    return ShopSource.create(
        SharedStack.FIRN,
        loaded.source().name(),
        directory.resolve(home),
        loaded.database(),
        SharedStack.STACK.kafka().bootstrapServers());
  }

  private static Result run(ShopSource source, String command, String... options) throws Exception {
    try (FirnProcess process = source.start(command, options)) {
      return process.await(Duration.ofMinutes(4));
    }
  }
}
