package dev.firn.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksTest {

  static Stream<Document> documents() {
    return Document.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void leadSomewhere(Document document) {
    assertThat(broken(document)).isEmpty();
  }

  @Test
  void areFound() {
    assertThat(Document.all().flatMap(document -> document.links().stream()))
        .contains("docs/deployment.md", "MAINTENANCE.md#numbers-behind-the-defaults");
  }

  @Test
  void areBrokenIfFileOrHeadingIsNotThere(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("other.md"), "# Other\n\n## What is `x`, and *why*\n");
    Path page = directory.resolve("page.md");
    Files.writeString(
        page,
        """
        # Page
        [a](other.md), [b](other.md#what-is-x-and-why), [c](#page), [d](https://example.com)
        [e](none.md), [f](other.md#nothing), [g](#nothing), `[h](none.md)`
        """);

    assertThat(broken(Document.read(page)))
        .containsExactly("none.md", "other.md#nothing", "#nothing");
  }

  private static List<String> broken(Document document) {
    List<String> broken = new ArrayList<>();
    for (String link : document.links()) {
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? document.file() : document.file().resolveSibling(parts[0]);
      if (!Files.exists(target)
          || (parts.length == 2 && !Document.read(target).anchors().contains(parts[1]))) {
        broken.add(link);
      }
    }
    return broken;
  }
}
