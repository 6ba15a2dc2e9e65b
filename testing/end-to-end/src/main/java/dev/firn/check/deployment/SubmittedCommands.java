package dev.firn.check.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code spark-submit} lines for Kubernetes, as the document has them. */
final class SubmittedCommands {

  private static final Pattern FENCE = Pattern.compile("(?ms)^```bash\\n(.*?)^```");
  private static final Pattern MASTER = Pattern.compile("k8s://https://[\\w.-]+:\\d+");

  private SubmittedCommands() {}

  /** Each in one line, as it is printed for the API server of somebody. */
  static List<String> in(Path document) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher fences = FENCE.matcher(Files.readString(document));
    while (fences.find()) {
      fences
          .group(1)
          .replaceAll("\\\\\\n\\s*", "")
          .lines()
          .filter(line -> line.startsWith("spark-submit") && MASTER.matcher(line).find())
          .forEach(found::add);
    }
    return found;
  }

  /** For another API server. */
  static String at(String url, String command) {
    return MASTER.matcher(command).replaceFirst("k8s://" + url);
  }
}
