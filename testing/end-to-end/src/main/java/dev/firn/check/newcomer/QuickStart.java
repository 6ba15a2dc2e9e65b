package dev.firn.check.newcomer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The lines that the README gives to somebody with a database of their own. */
record QuickStart(List<String> lines) {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\\n(.*?)^```");
  private static final String BEGIN = "scripts/firn config init";

  QuickStart {
    lines = List.copyOf(lines);
  }

  /** Without remarks; what goes on in the next line is one. */
  static QuickStart read(Path readme) throws IOException {
    String block =
        BLOCK
            .matcher(Files.readString(readme))
            .results()
            .map((MatchResult found) -> found.group(1))
            .filter(text -> text.contains(BEGIN))
            .findFirst()
            .orElseThrow(() -> new IOException("No block of " + readme + " has " + BEGIN));
    return new QuickStart(
        block
            .replaceAll("\\\\\\n\\s*", "")
            .lines()
            .map(line -> line.replaceAll("\\s+#\\s.*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList());
  }
}
