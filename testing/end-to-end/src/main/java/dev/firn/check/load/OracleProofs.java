package dev.firn.check.load;

import dev.firn.endtoend.process.FirnInstallation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be shown of Oracle without any server, in JVMs of their own because each needs other
 * libraries: what they print last is {@code key=value …}.
 */
final class OracleProofs {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final Path repository = FirnInstallation.current().repository();

  /** Every statement, read by the PL/SQL grammar of Debezium. */
  String statements() throws IOException, InterruptedException {
    Path module = repository.resolve("testing/oracle-events");
    return lastLine(
        module.resolve("target/test-classes")
            + ":"
            + Files.readString(module.resolve("target/test-class-path")).strip(),
        "dev.firn.oracleevents.StatementsMain",
        repository
            .resolve("etl-core/src/test/resources/dev/firn/source/oracle/statements.txt")
            .toString());
  }

  /** Random values of each stored type as the load and as the stream read them. */
  String values(int values, int seed) throws IOException, InterruptedException {
    Path built = repository.resolve("deploy/target/firn");
    return lastLine(
        String.join(
            ":",
            repository.resolve("etl-core/target/test-classes").toString(),
            repository.resolve("etl-core/target/classes").toString(),
            built.resolve("lib") + "/*",
            built.resolve("spark/jars") + "/*"),
        "dev.firn.source.oracle.type.StoredValues",
        Integer.toString(values),
        Integer.toString(seed));
  }

  private static String lastLine(String classPath, String main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx512m", "-cp", classPath, main));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String last = "";
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        System.out.println(line);
        last = line;
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(main + " ended with " + process.exitValue());
    }
    return last;
  }
}
