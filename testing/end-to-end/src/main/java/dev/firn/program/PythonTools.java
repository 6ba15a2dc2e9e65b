package dev.firn.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Programs from PyPI, in a directory of their own that stays for the next time. */
public final class PythonTools {

  /** Resolves hundreds of packages in seconds. */
  private static final String INSTALLER = "uv==0.13.9";

  private final Path directory;

  private PythonTools(Path directory) {
    this.directory = directory;
  }

  /**
   * @param packages each with its version
   * @return nothing, and a printed line with the reason, where there is no Python or PyPI is not
   *     reached
   */
  public static Optional<PythonTools> install(Path directory, List<String> packages)
      throws IOException, InterruptedException {
    PythonTools tools = new PythonTools(directory);
    Path marker = directory.resolve("installed");
    String wanted = String.join("\n", packages);
    if (Files.exists(marker) && Files.readString(marker).equals(wanted)) {
      return Optional.of(tools);
    }
    if (CommandResult.find("python3").isEmpty()) {
      System.out.println("Not run: there is no python3 on the path");
      return Optional.empty();
    }
    System.out.println("Fetching " + String.join(", ", packages));
    Files.createDirectories(directory.getParent());
    List<String> install = new ArrayList<>(List.of(tools.program("uv"), "pip", "install", "-q"));
    install.addAll(List.of("--python", tools.program("python")));
    install.addAll(packages);
    for (List<String> step :
        List.of(
            List.of("python3", "-m", "venv", "--clear", directory.toString()),
            List.of(tools.program("pip"), "install", "-q", INSTALLER),
            install)) {
      CommandResult result =
          CommandResult.of(Objects.requireNonNull(directory.getParent()), Map.of(), step);
      if (!result.succeeded()) {
        System.out.println("Not run: PyPI is not reached, or has not what is asked for");
        System.out.println(result.end());
        return Optional.empty();
      }
    }
    Files.writeString(marker, wanted);
    return Optional.of(tools);
  }

  /** The path of a program that came with the packages. */
  public String program(String name) {
    return directory.resolve("bin").resolve(name).toString();
  }
}
