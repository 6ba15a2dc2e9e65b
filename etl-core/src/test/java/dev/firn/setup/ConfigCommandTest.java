package dev.firn.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.firn.job.JobMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** What an operator sees of {@code firn config}, and what never. */
class ConfigCommandTest {

  /** In every place where a secret may stand. */
  private static final String CANARY = "canary-7f3a";

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SOURCES =
      """
      defaults:
        bulk_load: {max_retries: 7}
      sources:
        crm:
          database_type: postgresql
          kafka_topic_prefix: prod.crm
          iceberg_namespace: bronze.crm
          database_connection:
            host: ${NO_SUCH_HOST:-db.example.com}
            database: crm
            username: ${FILE:user}
            password: canary-7f3a-1
            sslmode: verify-full
            sslrootcert: ${FILE:ca.pem}
            sslcert: /tls/client.crt
            sslkey: /tls/canary-7f3a-2
            sslpassword: ${NO_SUCH_PASSWORD:-canary-7f3a-3}
            connect_worker: {sslrootcert: /tls/ca.crt}
          unknown_types: ${NO_SUCH_TOKEN:-text}
          tables:
            orders: {delete_mode: soft}
      """;

  private static final String CLUSTERS =
      """
      kafka_clusters:
        primary:
          bootstrap_servers: kafka:9092
          connect_url: http://connect:8083
          connect_user: firn
          connect_password: canary-7f3a-4
          properties:
            sasl.jaas.config: canary-7f3a-5
            ssl.keystore.password: ${NO_SUCH_KEY:-canary-7f3a-6}
      """;

  private record Result(int code, String out, String err) {}

  @TempDir private Path path;

  @BeforeEach
  void writeFiles() throws IOException {
    write("sources.yaml", SOURCES);
    write("kafka_clusters.yaml", CLUSTERS);
    write("user", CANARY + "-7");
    write("ca.pem", "-----BEGIN CERTIFICATE-----\n" + CANARY + "-8\n");
  }

  @Test
  void saysThatThereAreNoProblems() {
    Result result = run("check");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("/sources.yaml: crm\n")
        .contains("Kafka clusters: primary\n")
        .endsWith("No problems.\n")
        .contains("Warning: " + path + "/sources.yaml:12:17: ");
  }

  @Test
  void namesEveryProblemAndEndsWithTheCodeOfConfiguration() throws IOException {
    write("sources.yaml", SOURCES.replace("bronze.crm", "bronze/crm").replace("soft", "sof"));
    write("kafka_clusters.yaml", CLUSTERS.replace("kafka:9092", "kafka"));
    Result result = run("check");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out())
        .contains("Cannot use " + path + "/sources.yaml, 2 problems:\n")
        .contains("sources.yaml:7:24: ")
        .contains("did you mean \"soft\"?")
        .contains("kafka_clusters.yaml, 1 problem:\n")
        .doesNotContain("No problems");
  }

  @Test
  void showsWhereEachValueComesFrom() {
    Result result = run("show", "--origin", "--source", "crm", "--set", "bulk_load.batch_size=6");

    assertThat(result.code()).isZero();
    assertThat(result.out().replaceAll(" +#", " #"))
        .contains("      host: db.example.com # " + path + "/sources.yaml:9:13, ${NO_SUCH_HOST}\n")
        .contains("      username: \"******\" # " + path + "/sources.yaml:11:17, ${FILE:user}\n")
        .contains("      password: \"******\" # " + path + "/sources.yaml:12:17\n")
        .contains("      batch_size: 6 # --set bulk_load.batch_size\n")
        .contains("      max_retries: 7 # defaults, " + path + "/sources.yaml:2:28\n")
        .contains("      parallel_workers: 4 # default\n")
        .contains("      orders:\n        delete_mode: soft # ")
        .contains("      sasl.jaas.config: \"******\" # " + path + "/kafka_clusters.yaml:8:25\n");
    assertThat(run("show", "--source", "crm").out())
        .contains("      parallel_workers: 4\n")
        .doesNotContain(" default\n");
  }

  @Test
  void showsYaml() {
    Map<String, Map<String, Map<String, Object>>> shown =
        new Yaml().load(run("show", "--origin").out());

    assertThat(shown.getOrDefault("sources", Map.of()).get("crm"))
        .containsEntry("database_type", "postgresql")
        .containsEntry("tables", Map.of("orders", Map.of("delete_mode", "soft")));
  }

  @Test
  void showsJsonForPrograms() throws IOException {
    write(
        "sources.yaml",
        SOURCES
            + "      \"LOG.*\": {sort_by: [a, \"b\"], partition_by: \"days(at), bucket(4, a)\"}\n");
    JsonNode shown = JSON.readTree(run("show", "--json").out());
    JsonNode crm = shown.at("/sources/crm");

    assertThat(crm.at("/database_connection/host").textValue()).isEqualTo("db.example.com");
    assertThat(crm.at("/database_connection/password").textValue()).isEqualTo("******");
    assertThat(crm.at("/database_connection/port").isNull()).isTrue();
    assertThat(crm.at("/bulk_load/max_retries").intValue()).isEqualTo(7);
    assertThat(crm.at("/bulk_load/checkpoint_enabled")).isEqualTo(BooleanNode.TRUE);
    assertThat(crm.at("/tables/orders")).isEqualTo(JSON.readTree("{\"delete_mode\": \"soft\"}"));
    assertThat(crm.at("/tables").get("LOG.*"))
        .isEqualTo(
            JSON.readTree(
                "{\"partition_by\": [\"days(at)\", \"bucket(4, a)\"], \"sort_by\": [\"a\", \"b\"]}"));
    assertThat(shown.at("/kafka_clusters/primary/properties").get("sasl.jaas.config").textValue())
        .isEqualTo("******");
  }

  @Test
  void showsJsonWithWhoSaysIt() throws IOException {
    JsonNode crm =
        JSON.readTree(run("show", "--json", "--origin", "--source", "crm").out())
            .at("/sources/crm");

    assertThat(crm.at("/bulk_load/max_retries"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("value", 7)
                .put("origin", "defaults, " + path + "/sources.yaml:2:28"));
    assertThat(crm.at("/database_connection/password/value").textValue()).isEqualTo("******");
    assertThat(crm.at("/bulk_load/parallel_workers/origin").textValue()).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check",
        "show",
        "show --json",
        "show --json --origin",
        "show --origin",
        "show --origin --source crm"
      })
  void neverPrintsASecret(String command) throws IOException {
    assertThat(everything(run(command.split(" ")))).doesNotContain(CANARY);

    // Nor what is wrong with one, or with what stands beside it.
    write("sources.yaml", SOURCES.replace("password: canary", "password: [canary"));
    assertThat(everything(run(command.split(" ")))).doesNotContain(CANARY);
    write("sources.yaml", SOURCES.replace("password: canary", "password:canary"));
    assertThat(everything(run(command.split(" ")))).doesNotContain(CANARY);
    write("sources.yaml", SOURCES.replace("host: ${", "host: canary-7f3a@${"));
    assertThat(everything(run(command.split(" ")))).doesNotContain(CANARY);
    write("sources.yaml", SOURCES.replace("database: crm", "database: etl:canary-7f3a@db/crm"));
    assertThat(everything(run(command.split(" ")))).doesNotContain(CANARY);
  }

  @Test
  void refusesCallsThatMeanNothing() {
    assertThat(run().code()).isEqualTo(2);
    assertThat(run("chek").code()).isEqualTo(2);
    assertThat(run("check", "--set", "a=b").err()).contains("name it with --source");
    assertThat(run("show", "--source", "crm", "--set", "batch_size").err())
        .contains("--set expects KEY=VALUE");
    assertThat(JobMain.executePlain(quiet(), "schema", "x.yaml")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "check", "show", "schema"})
  void explainsItself(String command) {
    StringWriter out = new StringWriter();
    CommandLine line = quiet().setOut(new PrintWriter(out));
    int code =
        command.isEmpty()
            ? JobMain.executePlain(line, "--help")
            : JobMain.executePlain(line, command, "--help");

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("Examples:")
        .contains("Exit codes:")
        .contains("invalid configuration")
        .doesNotContain("source and lake differ");
  }

  private static String everything(Result result) {
    return result.out() + result.err();
  }

  private static CommandLine quiet() {
    return ConfigCommand.line()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(new StringWriter()));
  }

  private Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        ConfigCommand.line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--config";
    all[arguments.length + 1] = path.toString();
    int code = JobMain.executePlain(line, all);
    return new Result(code, out.toString(), err.toString());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(path.resolve(name), text);
  }
}
