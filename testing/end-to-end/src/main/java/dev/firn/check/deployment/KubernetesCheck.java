package dev.firn.check.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.program.CommandResult;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The program behind {@code scripts/check kubernetes}: what Spark's own {@code spark-submit} makes
 * of the documented lines, and whether the manifests are what Kubernetes takes.
 */
public final class KubernetesCheck {

  private static final String DOCUMENT = "docs/deployment.md";
  private static final String PODS = "testing/end-to-end/src/main/resources/kubernetes";
  private static final String CANARY = "canary-of-a-password";

  /** What the submitting machine may hold and no pod may. */
  private static final Map<String, String> SECRETS =
      Map.of(
          "POSTGRES_PASSWORD", CANARY + "-1",
          "AWS_ACCESS_KEY_ID", CANARY + "-2",
          "AWS_SECRET_ACCESS_KEY", CANARY + "-3");

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final FirnInstallation firn = FirnInstallation.current();
  private final boolean writes;

  private KubernetesCheck(Options options) {
    this.writes = options.integer("write") == 1;
  }

  /** True if the pods are the expected ones, no secret is in them, and no manifest is wrong. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new KubernetesCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    Path spark = sparkIn(directory.resolve("spark"));
    List<String> commands = SubmittedCommands.in(firn.repository().resolve(DOCUMENT));
    List<String> problems = new ArrayList<>();
    int secrets = 0;
    try (ApiServer server = new ApiServer()) {
      for (String command : commands) {
        List<ObjectNode> created = submit(spark, server, command, directory);
        problems.addAll(differences(command, created));
        secrets += (int) created.stream().filter(each -> each.toString().contains(CANARY)).count();
      }
    }
    if (commands.isEmpty()) {
      problems.add(DOCUMENT + " has no spark-submit line for Kubernetes");
    }
    int differing = problems.size();
    String invalid = new ManifestLint(firn.repository(), directory).invalid(problems);
    problems.forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        "RESULT kubernetes pods=%d differing=%d secrets=%d manifests_invalid=%s%n",
        commands.size(),
        differing,
        secrets,
        invalid);
    return problems.isEmpty() && secrets == 0;
  }

  /** The assembled Spark with what it lacks. */
  private Path sparkIn(Path directory) throws IOException {
    Path jars = Files.createDirectories(directory.resolve("jars"));
    Path kubernetes = firn.repository().resolve("testing/kubernetes/target/jars");
    for (Path place : List.of(firn.spark().resolve("jars"), kubernetes)) {
      try (Stream<Path> files = Files.list(place)) {
        for (Path jar : files.toList()) {
          Path link = jars.resolve(jar.getFileName());
          if (!Files.exists(link)) {
            Files.createSymbolicLink(link, jar);
          }
        }
      }
    }
    Path bin = Files.createDirectories(directory.resolve("bin"));
    for (String script : List.of("spark-submit", "spark-class")) {
      Files.copy(
          firn.spark().resolve("bin").resolve(script),
          bin.resolve(script),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    return directory;
  }

  private List<ObjectNode> submit(Path spark, ApiServer server, String command, Path directory)
      throws IOException, InterruptedException {
    String line =
        SubmittedCommands.at(server.url(), command)
            .replaceFirst(
                "^spark-submit",
                "spark-submit --conf spark.kubernetes.submission.waitAppCompletion=false");
    Map<String, String> environment = new HashMap<>(SECRETS);
    environment.put("SPARK_HOME", spark.toString());
    // No credentials of the user's own cluster are looked for.
    environment.put("KUBECONFIG", directory.resolve("no-kubeconfig").toString());
    CommandResult result =
        CommandResult.of(
            firn.repository(),
            environment,
            List.of("bash", "-c", "PATH=\"$0:$PATH\"; exec " + line, spark + "/bin"));
    List<ObjectNode> created = server.takeCreated();
    System.out.printf(
        "%s%n  ended %d and created %s%n",
        command,
        result.code(),
        new TreeSet<>(created.stream().map(each -> each.path("kind").asText()).toList()));
    if (!result.succeeded()) {
      System.out.println(result.end());
    }
    return created;
  }

  /** The driver's pod against the expected one, as text. */
  private List<String> differences(String command, List<ObjectNode> created) throws IOException {
    String name = command.replaceAll(".*/jobs/([a-z-]+)\\.jar.*", "$1");
    ObjectNode pod =
        created.stream()
            .filter(each -> each.path("kind").asText().equals("Pod"))
            .findFirst()
            .orElse(null);
    if (pod == null) {
      return List.of(name + ": spark-submit has created no pod");
    }
    String found = JSON.writeValueAsString(JSON.treeToValue(normalised(pod), Object.class)) + "\n";
    Path file = firn.repository().resolve(PODS).resolve(name + ".json");
    if (writes) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, found);
    }
    String expected = Files.exists(file) ? Files.readString(file) : "";
    if (found.equals(expected)) {
      return List.of();
    }
    System.out.println(found);
    return List.of(
        name + ": the driver's pod is not the one in " + PODS + "; if it should be, add --write 1");
  }

  /** Without what is another one each time, or on another machine. */
  private static ObjectNode normalised(ObjectNode pod) throws IOException {
    String text =
        pod.toString()
            .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID")
            .replaceAll("spark-[0-9a-f]{32}", "spark-APPLICATION")
            .replaceAll("-[0-9a-f]{16}-", "-RUN-")
            .replaceAll("spark-drv-[0-9a-f]{16}", "spark-drv-RUN")
            .replace("\"" + System.getProperty("user.name") + "\"", "\"USER\"");
    ObjectNode result = (ObjectNode) JSON.readTree(text);
    for (JsonNode container : result.at("/spec/containers")) {
      ArrayNode variables = (ArrayNode) container.path("env");
      List<JsonNode> sorted = new ArrayList<>();
      variables.forEach(sorted::add);
      sorted.sort(Comparator.comparing(variable -> variable.path("name").asText()));
      variables.removeAll().addAll(sorted);
    }
    return result;
  }
}
