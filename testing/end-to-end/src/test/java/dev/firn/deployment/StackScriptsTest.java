package dev.firn.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.firn.documents.FirnCommands;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts of the container stack, with a docker that only writes down what it is asked. */
class StackScriptsTest {

  private static final String FILE = Repository.file("docker-compose.yml").toString();
  private static final String ALL =
      "compose -f " + FILE + " --profile spark --profile trino --profile metrics --profile jobs ";

  private static final String CDC = " cdc --source shop --metrics-listen 0.0.0.0:9464";

  @TempDir Path directory;

  private record Run(int code, String output, List<String> docker) {}

  private Run run(String script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path calls = directory.resolve("calls");
    Path docker = directory.resolve("docker");
    Files.writeString(docker, "#!/bin/bash\necho \"$*\" >>'%s'\n".formatted(calls));
    assertThat(docker.toFile().setExecutable(true)).isTrue();
    Path output = directory.resolve("output");
    List<String> command = new ArrayList<>(List.of(Repository.file(script).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().merge("PATH", directory.toString(), (path, first) -> first + ":" + path);
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Run(
        code,
        Files.readString(output),
        Files.exists(calls) ? Files.readAllLines(calls) : List.of());
  }

  @Test
  void startWaitsForHealthAndRegistersTheConnectorByALoad() throws Exception {
    Run run = run("scripts/start.sh", Map.of(), "--spark");

    assertThat(run.code()).as(run.output()).isZero();
    assertThat(run.docker())
        .containsExactly(
            "compose version",
            "compose -f " + FILE + " --profile spark up -d --build --wait",
            ALL
                + "run --rm firn bulk-load --source shop"
                + " --deploy-connector http://debezium:8083"
                + " --metrics-file /opt/pipeline/metrics/shop-load.prom");
    assertThat(run.output()).contains("localhost:5433", "http://localhost:8081");
  }

  @Test
  void stopKeepsDataUnlessToldOtherwise() throws Exception {
    assertThat(run("scripts/stop.sh", Map.of()).docker())
        .endsWith(ALL + "down --remove-orphans")
        .noneMatch(call -> call.contains("--volumes"));
    assertThat(run("scripts/stop.sh", Map.of(), "--volumes").docker())
        .endsWith(ALL + "down --remove-orphans --volumes");
  }

  @Test
  void consumerRunsAloneOrOnTheCluster() throws Exception {
    assertThat(run("scripts/run-consumer.sh", Map.of(), "--batch-size", "5000").docker())
        .endsWith(ALL + "run --rm --name firn-cdc firn" + CDC + " --batch-size 5000");
    assertThat(run("scripts/run-consumer.sh", Map.of(), "--spark").docker())
        .endsWith(
            ALL + "run --rm --name firn-cdc -e FIRN_MASTER=spark://spark-master:7077 firn" + CDC);
  }

  @Test
  void testInsertsUpdatesAndDeletes() throws Exception {
    Run run = run("scripts/test-cdc.sh", Map.of());

    assertThat(run.docker().stream().filter(call -> call.contains("psql")))
        .hasSize(4)
        .allMatch(call -> call.startsWith(ALL + "exec -T postgres-source psql -v ON_ERROR_STOP=1"))
        .anyMatch(call -> call.contains("INSERT INTO customers (first_name, last_name, email)"))
        .anyMatch(call -> call.contains("UPDATE customers SET email"))
        .anyMatch(call -> call.contains("DELETE FROM customers WHERE email"));
  }

  @Test
  void logsFollowWhatIsNamed() throws Exception {
    assertThat(run("scripts/logs.sh", Map.of(), "debezium").docker())
        .endsWith(ALL + "logs --follow --tail 200 debezium");
  }

  @Test
  void whatTheyRunOfFirnExists() throws Exception {
    FirnCommands commands = new FirnCommands();
    List<String> calls = new ArrayList<>();
    calls.addAll(run("scripts/start.sh", Map.of()).docker());
    calls.addAll(run("scripts/run-consumer.sh", Map.of(), "--once").docker());

    assertThat(calls.stream().filter(call -> call.contains(" firn ")))
        .isNotEmpty()
        .allSatisfy(
            call ->
                assertThat(commands.problems(List.of(call.replaceFirst(".* firn ", "").split(" "))))
                    .as(call)
                    .isEmpty());
  }

  @ParameterizedTest(name = "connector {0}, task {1}: exit {2}")
  @CsvSource({"RUNNING, RUNNING, 0", "RUNNING, FAILED, 4", "PAUSED, RUNNING, 4", "RUNNING,, 4"})
  void connectorRunsOnlyIfItsTaskDoes(String connector, String task, int code) throws Exception {
    String tasks =
        task == null
            ? ""
            : "{\"id\":0,\"state\":\"%s\",\"trace\":\"why it failed\"}".formatted(task);
    Run run =
        checkConnector(
            "/connectors/shop-cdc/status",
            "{\"name\":\"shop-cdc\",\"connector\":{\"state\":\"%s\"},\"tasks\":[%s]}"
                .formatted(connector, tasks));

    assertThat(run.code()).as(run.output()).isEqualTo(code);
    assertThat(run.output()).contains(connector);
  }

  @Test
  void connectorThatIsNotThereDoesNotRun() throws Exception {
    Run run =
        checkConnector(
            "/connectors/shop-cdc/status",
            "{\"error_code\":404,\"message\":\"No status found for connector shop-cdc\"}");

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.output()).contains("No status found", "Connector shop-cdc does not run");
  }

  @Test
  void connectThatIsAwayIsSaid() throws Exception {
    Run run = run("scripts/check-connector.sh", Map.of("CONNECT_URL", "http://127.0.0.1:1"));

    assertThat(run.code()).isEqualTo(4);
    assertThat(run.output()).contains("Cannot reach Kafka Connect at http://127.0.0.1:1");
  }

  private Run checkConnector(String path, String answer) throws Exception {
    HttpServer connect =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    connect.createContext(
        path,
        exchange -> {
          byte[] body = answer.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    connect.start();
    try {
      return run(
          "scripts/check-connector.sh",
          Map.of("CONNECT_URL", "http://127.0.0.1:" + connect.getAddress().getPort()));
    } finally {
      connect.stop(0);
    }
  }

  static Stream<Path> scripts() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String place :
        List.of("scripts", "deploy/compose", "deploy/cron", "deploy/src/spark/bin")) {
      try (Stream<Path> files = Files.list(Repository.file(place))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file);
          if (text.startsWith("#!/usr/bin/env bash") || text.contains("# shellcheck shell=bash")) {
            found.add(file);
          }
        }
      }
    }
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void isWrittenInBash(Path script) throws Exception {
    Process process =
        new ProcessBuilder("bash", "-n", script.toString()).redirectErrorStream(true).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(process.waitFor()).isZero();
  }
}
