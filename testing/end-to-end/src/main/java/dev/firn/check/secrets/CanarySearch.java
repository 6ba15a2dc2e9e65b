package dev.firn.check.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks for canaries in every file, as it is and in each of their forms. */
final class CanarySearch {

  private final List<Canary> canaries;
  private int files;
  private long bytes;

  CanarySearch(List<Canary> canaries) {
    this.canaries = canaries;
  }

  /** Where each of them was seen: file and what stands around it. */
  Map<Canary, List<String>> in(Path directory) throws IOException {
    Map<Canary, List<String>> seen = new TreeMap<>((a, b) -> a.place().compareTo(b.place()));
    List<Path> all;
    try (Stream<Path> paths = Files.walk(directory)) {
      all = paths.filter(Files::isRegularFile).toList();
    }
    for (Path file : all) {
      // Bytes as characters: a form is looked for as its UTF-8 bytes.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      files++;
      bytes += text.length();
      String name = directory.relativize(file).toString();
      for (Canary canary : canaries) {
        for (String form : canary.forms()) {
          String asBytes =
              new String(form.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
          int at = text.indexOf(asBytes);
          if (at >= 0 || name.contains(form)) {
            seen.computeIfAbsent(canary, first -> new ArrayList<>())
                .add(name + ": …" + around(text, at, asBytes.length()));
          }
        }
      }
    }
    return seen;
  }

  /** The secret itself is not shown once more. */
  private static String around(String text, int at, int length) {
    if (at < 0) {
      return "its name";
    }
    String before = text.substring(Math.max(0, at - 120), at);
    String after = text.substring(at + length, Math.min(text.length(), at + length + 40));
    return (before + "<CANARY>" + after).replaceAll("\\s+", " ");
  }

  int files() {
    return files;
  }

  long bytes() {
    return bytes;
  }
}
