package dev.firn.config;

import dev.firn.error.ConfigException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that was found wrong with one file, told in the order of its lines. */
final class Problems {

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(Place place, String path, String message) {
    String subject = path.isEmpty() ? "" : path + ": ";
    found.add(new Problem(place, nameOf(place) + ": " + subject + message));
  }

  String nameOf(Place place) {
    return file + ":" + place;
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparing(Problem::place));
      throw new ConfigException(file, found.stream().map(Problem::text).toList());
    }
  }

  private record Problem(Place place, String text) {}
}
