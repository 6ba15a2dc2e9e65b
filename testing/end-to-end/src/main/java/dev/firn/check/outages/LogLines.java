package dev.firn.check.outages;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a job logs beside what it always logs, since somebody asked for it last. */
final class LogLines {

  /** Of a stream that goes well. */
  private static final Pattern USUAL =
      Pattern.compile(
          " INFO +(TableApplier: Merged|StreamLag|TableApplier: The connector has sent).*");

  private final List<String> unusual = new ArrayList<>();

  synchronized void add(String line) {
    if (!USUAL.matcher(line).find()) {
      unusual.add(line);
    }
  }

  /** Takes what there is. */
  synchronized List<String> take() {
    List<String> taken = List.copyOf(unusual);
    unusual.clear();
    return taken;
  }
}
