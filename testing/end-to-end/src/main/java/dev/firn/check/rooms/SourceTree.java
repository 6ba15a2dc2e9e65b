package dev.firn.check.rooms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packages of the main code of all modules, read from their sources. */
final class SourceTree {

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  /** What looks like code and is none: text and comments. */
  private static final Pattern NO_CODE =
      Pattern.compile(
          "\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]++|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)+'"
              + "|/\\*.*?\\*/|//[^\n]*+",
          Pattern.DOTALL);

  /** By an import or in full, whatever of the package is named. */
  private static final Pattern NAMED_PACKAGE =
      Pattern.compile("\\bdev\\.firn\\.((?:[a-z][a-z0-9_]*\\.)+)[A-Z]");

  private SourceTree() {}

  /**
   * @param repository where the pom.xml is that names the modules
   */
  static List<SourcePackage> read(Path repository) throws IOException {
    SortedMap<String, List<Path>> files = new TreeMap<>();
    for (String module : modules(repository)) {
      Path root = repository.resolve(module).resolve("src/main/java/dev/firn");
      if (Files.isDirectory(root)) {
        try (Stream<Path> found = Files.walk(root)) {
          found
              .filter(file -> file.toString().endsWith(".java"))
              .forEach(
                  file -> {
                    String name = root.relativize(file.getParent()).toString().replace('/', '.');
                    files.computeIfAbsent(name, created -> new ArrayList<>()).add(file);
                  });
        }
      }
    }
    List<SourcePackage> packages = new ArrayList<>();
    for (String name : files.keySet()) {
      SourcePackage read = read(name, files.get(name));
      if (read.types() > 0) {
        packages.add(read);
      }
    }
    return packages;
  }

  private static List<String> modules(Path repository) throws IOException {
    return MODULE
        .matcher(Files.readString(repository.resolve("pom.xml")))
        .results()
        .map(module -> module.group(1))
        .toList();
  }

  private static SourcePackage read(String name, List<Path> files) throws IOException {
    int types = 0;
    int lines = 0;
    SortedSet<String> imports = new TreeSet<>();
    for (Path file : files) {
      String text = Files.readString(file);
      types += file.endsWith("package-info.java") ? 0 : 1;
      lines += (int) text.lines().count();
      imports.addAll(namedPackages(text));
    }
    imports.remove(name);
    return new SourcePackage(name, types, lines, imports);
  }

  private static List<String> namedPackages(String text) {
    return NAMED_PACKAGE
        .matcher(NO_CODE.matcher(text).replaceAll(" "))
        .results()
        .map(SourceTree::withoutDot)
        .toList();
  }

  private static String withoutDot(MatchResult named) {
    return named.group(1).substring(0, named.group(1).length() - 1);
  }
}
