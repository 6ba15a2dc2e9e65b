package dev.firn.documents;

import dev.firn.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of Markdown: its links, its anchors, and the commands in it. */
record Document(Path file, String text) {

  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]\\[]*]\\(([^()\\s]+)\\)");
  private static final Pattern INLINE = Pattern.compile("`([^`\n]+)`");

  static Document read(Path file) {
    try {
      return new Document(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that people read here. */
  static Stream<Document> all() {
    List<Path> files = new ArrayList<>();
    for (String place : List.of("", "docs")) {
      try (Stream<Path> found = Files.list(Repository.file(place))) {
        found.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files.stream().map(Document::read);
  }

  private String prose() {
    return FENCE.matcher(text).replaceAll("");
  }

  /** Where links lead that stay in this repository. */
  List<String> links() {
    List<String> links = new ArrayList<>();
    Matcher matcher = LINK.matcher(INLINE.matcher(prose()).replaceAll("code"));
    while (matcher.find()) {
      if (!matcher.group(1).matches("[a-z]+:.*")) {
        links.add(matcher.group(1));
      }
    }
    return links;
  }

  /** What may follow the # of a link to it. */
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    Matcher matcher = HEADING.matcher(prose());
    while (matcher.find()) {
      anchors.add(
          matcher
              .group(1)
              .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  /** Lines of shell in fences; one that goes on in the next line is one. */
  List<String> scripts() {
    List<String> lines = new ArrayList<>();
    Matcher fences = FENCE.matcher(text);
    while (fences.find()) {
      if (Set.of("bash", "sh", "console", "").contains(fences.group(1))) {
        fences.group(2).replaceAll("\\\\\\n\\s*", "").lines().forEach(lines::add);
      }
    }
    return lines;
  }

  /** The same, and what stands in the text as code. */
  List<String> commands() {
    List<String> commands = new ArrayList<>(scripts());
    Matcher inline = INLINE.matcher(prose());
    while (inline.find()) {
      commands.add(inline.group(1));
    }
    return commands;
  }

  @Override
  public String toString() {
    return Repository.file("").relativize(file).toString();
  }
}
