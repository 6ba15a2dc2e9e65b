package dev.firn.endtoend.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A built source tree of Firn, with its launcher and the Spark that the build assembled. */
public record FirnInstallation(Path repository) {

  /** The tree this JVM was started for. */
  public static FirnInstallation current() {
    return new FirnInstallation(
        Path.of(System.getProperty("firn.repository", "../..")).toAbsolutePath().normalize());
  }

  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(repository.resolve("scripts/firn").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** For a command as Firn prints it, with {@code firn} on the path. */
  public List<String> shell(String printed) {
    return List.of(
        "bash",
        "-c",
        "PATH=\"$0:$PATH\"; exec " + printed,
        repository.resolve("scripts").toString());
  }

  public Path spark() {
    return repository.resolve("deploy/target/firn/spark");
  }
}
