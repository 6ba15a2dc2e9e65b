package dev.firn.check.deployment;

import dev.firn.program.CommandResult;
import dev.firn.program.PythonTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Manifests against Kubernetes' own schemas, where an unknown field is an error. Those of the
 * operators are known to their operators only: of these the templates of pods are looked at.
 */
final class ManifestLint {

  private static final String SCHEMAS = "kubernetes-validate==1.34.1";
  private static final String VERSION = "1.34";

  private final Path repository;
  private final Path directory;

  ManifestLint(Path repository, Path directory) {
    this.repository = repository;
    this.directory = directory;
  }

  /**
   * @param problems gets one line for each manifest that is wrong
   * @return how many, or that they were not looked at
   */
  String invalid(List<String> problems) throws IOException, InterruptedException {
    Optional<PythonTools> tools =
        PythonTools.install(repository.resolve("target/python/kubernetes"), List.of(SCHEMAS));
    if (tools.isEmpty()) {
      return "not_run";
    }
    Path script = directory.resolve("templates.py");
    try (var in = ManifestLint.class.getResourceAsStream("/kubernetes/templates.py")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    Path manifests = repository.resolve("deploy/kubernetes");
    Path templates = Files.createDirectories(directory.resolve("templates"));
    CommandResult extracted =
        CommandResult.of(
            repository,
            Map.of(),
            List.of(
                tools.get().program("python"),
                script.toString(),
                manifests.toString(),
                templates.toString()));
    if (!extracted.succeeded()) {
      problems.add(extracted.end());
      return "1";
    }
    List<Path> files = new ArrayList<>(yaml(templates));
    files.addAll(
        yaml(manifests).stream().filter(file -> !file.endsWith("kustomization.yaml")).toList());
    files.addAll(yaml(manifests.resolve("spark-submit")));
    kustomized(manifests, problems).ifPresent(files::add);
    int invalid = 0;
    for (Path file : files) {
      CommandResult result =
          CommandResult.of(
              repository,
              Map.of(),
              List.of(
                  tools.get().program("kubernetes-validate"),
                  "-k",
                  VERSION,
                  "--strict",
                  file.toString()));
      if (!result.succeeded()) {
        invalid++;
        problems.add(
            result
                .output()
                .lines()
                .filter(line -> line.startsWith("ERROR"))
                .findFirst()
                .orElse(result.end()));
      }
    }
    System.out.println(files.size() + " files with manifests and templates of pods were looked at");
    return Integer.toString(invalid);
  }

  private static List<Path> yaml(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  /** All that {@code kubectl apply -k} would send. */
  private Optional<Path> kustomized(Path manifests, List<String> problems)
      throws IOException, InterruptedException {
    if (CommandResult.find("kubectl").isEmpty()) {
      System.out.println("Not run: kubectl kustomize, because there is no kubectl");
      return Optional.empty();
    }
    CommandResult result =
        CommandResult.of(
            repository, Map.of(), List.of("kubectl", "kustomize", manifests.toString()));
    if (!result.succeeded()) {
      problems.add("kubectl kustomize: " + result.end());
      return Optional.empty();
    }
    return Optional.of(Files.writeString(directory.resolve("kustomized.yaml"), result.output()));
  }
}
