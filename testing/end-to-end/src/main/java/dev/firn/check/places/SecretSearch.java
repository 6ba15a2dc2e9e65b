package dev.firn.check.places;

import dev.firn.localstack.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks for what must be nowhere, in every file as it is: logs, run results, configuration, table
 * metadata, what the services keep.
 *
 * @param secrets must be in none
 * @param known is in some of them, or the search finds nothing
 */
record SecretSearch(List<String> secrets, String known) {

  static SecretSearch of(ObjectStore store) {
    return new SecretSearch(
        List.of(store.accessKey(), store.secretKey()), store.endpoint().toString());
  }

  /** One line for each file with a secret in it. */
  List<String> problems(Path directory) throws IOException {
    List<String> problems = new ArrayList<>();
    int files = 0;
    int seen = 0;
    List<Path> all;
    try (Stream<Path> paths = Files.walk(directory)) {
      all = paths.filter(Files::isRegularFile).toList();
    }
    for (Path file : all) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      files++;
      seen += text.contains(known) ? 1 : 0;
      if (secrets.stream().anyMatch(text::contains)) {
        problems.add("a secret is in " + file);
      }
    }
    System.out.printf(
        "%d files searched for secrets, found in %d; what must be found is in %d%n",
        files, problems.size(), seen);
    if (seen == 0) {
      problems.add("the search does not even find " + known);
    }
    return problems;
  }
}
