package dev.firn.config.binding;

import dev.firn.error.CoreErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that was found wrong with one file, told in the order of its lines. */
public final class Problems {

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  public Problems(String file) {
    this.file = file;
  }

  public void add(Place place, String path, String message) {
    String subject = path.isEmpty() ? "" : path + ": ";
    found.add(new Problem(place, place + ": " + subject + message));
  }

  public void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparing(Problem::place));
      throw CoreErrors.fileHasProblems(file, found.stream().map(Problem::text).distinct().toList());
    }
  }

  private record Problem(Place place, String text) {}
}
