package dev.firn.check.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Chromium as it is installed, driven by Playwright, with axe-core; both come from npm. */
final class Browser {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Path chromium;
  private final Path tools;
  private final Path pictures;

  private Browser(Path chromium, Path tools, Path pictures) {
    this.chromium = chromium;
    this.tools = tools;
    this.pictures = pictures;
  }

  /**
   * @return nothing, and a printed line with the reason, where there is no browser or npm is not
   *     reached
   */
  static Optional<Browser> find(Path repository) throws IOException, InterruptedException {
    Optional<Path> chromium = NAMES.stream().flatMap(name -> onPath(name).stream()).findFirst();
    if (chromium.isEmpty() || onPath("npm").isEmpty()) {
      System.out.println(
          "Not run: there is no "
              + (chromium.isEmpty() ? "chromium" : "npm")
              + " on the path; Debian has packages chromium and npm");
      return Optional.empty();
    }
    Path tools = Files.createDirectories(repository.resolve("target/browser"));
    Path pictures = Files.createDirectories(repository.resolve("target/pages"));
    for (String file : List.of("package.json", "look.mjs")) {
      Files.copy(
          repository.resolve("testing/browser").resolve(file),
          tools.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    String fetched =
        run(
            tools,
            List.of(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--ignore-scripts"));
    if (!Files.exists(tools.resolve("node_modules/playwright-core/package.json"))) {
      System.out.println("Not run: npm is not reached, or has not what is asked for\n" + fetched);
      return Optional.empty();
    }
    return Optional.of(new Browser(chromium.get(), tools, pictures));
  }

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(directory -> Stream.of(Path.of(directory, program)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Path picture(String name) {
    return pictures.resolve(name + ".png");
  }

  /** How often a page was opened, and what was wrong with it. */
  record Looks(int number, List<String> faults) {}

  /**
   * Opens a page in all ways.
   *
   * @param isLive true if it is renewed while it is looked at
   */
  Looks look(String name, String url, boolean isLive) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("node", "look.mjs", chromium.toString(), pictures.toString(), name, url));
    if (isLive) {
      command.add("live");
    }
    String output = run(tools, command);
    String last = output.lines().reduce("", (before, line) -> line);
    if (!last.startsWith("{")) {
      return new Looks(0, List.of(name + ": the browser did not look: " + output.strip()));
    }
    JsonNode told = new ObjectMapper().readTree(last);
    List<String> faults = new ArrayList<>();
    told.get("faults").forEach(fault -> faults.add(fault.asText()));
    return new Looks(told.get("looks").asInt(), faults);
  }

  private static String run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
