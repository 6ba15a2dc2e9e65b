package dev.firn.check.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.program.CommandResult;
import dev.firn.program.Options;
import dev.firn.program.PythonTools;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The program behind {@code scripts/check airflow}: the DAGs in Airflow itself, where a file that
 * does not import, a task that is another one, or a retry that cannot help is a fault.
 */
public final class AirflowCheck {

  private static final List<String> PACKAGES =
      List.of(
          "apache-airflow==3.1.8",
          "apache-airflow-providers-cncf-kubernetes==10.25.0",
          "apache-airflow-providers-apache-spark==6.3.4");
  private static final List<String> RUNNERS = List.of("kubernetes", "spark-submit");
  private static final String EXPECTED = "testing/end-to-end/src/main/resources/airflow";
  private static final String RESULT = "RESULT ";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final FirnInstallation firn = FirnInstallation.current();
  private final boolean writes;

  private AirflowCheck(Options options) {
    writes = options.integer("write") == 1;
  }

  /** True if all is as it should be, and also, as it says, where PyPI is not reached. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new AirflowCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    Optional<PythonTools> airflow =
        PythonTools.install(firn.repository().resolve("target/python/airflow"), PACKAGES);
    if (airflow.isEmpty()) {
      System.out.println("RESULT airflow dags=not_run broken=not_run");
      return true;
    }
    int dags = 0;
    List<String> problems = new ArrayList<>();
    for (String runner : RUNNERS) {
      JsonNode found = look(airflow.get(), runner, directory);
      dags += found.path("dags").size();
      found
          .path("broken")
          .fields()
          .forEachRemaining(
              file ->
                  problems.add(runner + ": " + file.getKey() + ": " + file.getValue().asText()));
      problems.addAll(differences(runner, found));
    }
    problems.forEach(System.out::println);
    System.out.printf(Locale.ROOT, "RESULT airflow dags=%d broken=%d%n", dags, problems.size());
    return problems.isEmpty();
  }

  private JsonNode look(PythonTools airflow, String runner, Path directory)
      throws IOException, InterruptedException {
    Path script = directory.resolve("dags.py");
    try (InputStream in = AirflowCheck.class.getResourceAsStream("/airflow/dags.py")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    // What ends with the code that it is told, as a job does.
    Path stub = directory.resolve("spark-submit");
    Files.writeString(stub, "#!/bin/bash\nexit \"$FIRN_STUB_CODE\"\n");
    if (!stub.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + stub + " executable");
    }
    CommandResult result =
        CommandResult.of(
            firn.repository(),
            Map.of(
                "FIRN_RUNNER",
                runner,
                "FIRN_DIRECTORY",
                "/opt/firn",
                "AIRFLOW_HOME",
                directory.resolve("airflow").toString(),
                "AIRFLOW__CORE__LOAD_EXAMPLES",
                "False"),
            List.of(
                airflow.program("python"),
                script.toString(),
                firn.repository().resolve("deploy/airflow/dags").toString(),
                stub.toString()));
    String line =
        result
            .output()
            .lines()
            .filter(each -> each.startsWith(RESULT))
            .findFirst()
            .orElseThrow(() -> new IOException("Airflow has not looked: " + result.end()));
    return JSON.readTree(line.substring(RESULT.length()));
  }

  private List<String> differences(String runner, JsonNode found) throws IOException {
    JsonNode seen =
        JSON.createObjectNode()
            .<ObjectNode>set("dags", found.path("dags"))
            .set("outcomes", found.path("outcomes"));
    String text = JSON.writeValueAsString(JSON.treeToValue(seen, Object.class)) + "\n";
    Path file = firn.repository().resolve(EXPECTED).resolve(runner + ".json");
    if (writes) {
      Files.writeString(file, text);
    }
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return List.of();
    }
    System.out.println(text);
    return List.of(
        runner + ": tasks or outcomes are not those of " + file + "; if they should be, --write 1");
  }
}
