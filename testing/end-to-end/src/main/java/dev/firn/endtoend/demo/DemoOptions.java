package dev.firn.endtoend.demo;

import dev.firn.endtoend.process.FirnInstallation;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** What the person who starts the demo asked for. */
record DemoOptions(int rows, long seed, boolean restAndS3, Path directory, boolean keep) {
  private static final List<String> LAKES = List.of("embedded", "rest-s3");

  static DemoOptions parse(FirnInstallation firn, String... arguments) {
    int rows = 100_000;
    long seed = 1;
    boolean restAndS3 = false;
    Path directory = firn.repository().resolve("target/demo");
    boolean keep = false;
    Iterator<String> words = List.of(arguments).iterator();
    while (words.hasNext()) {
      String option = words.next();
      switch (option) {
        case "--rows" -> rows = Math.toIntExact(number(option, words, 1_000, 10_000_000));
        case "--seed" -> seed = number(option, words, 0, Long.MAX_VALUE);
        case "--lake" -> restAndS3 = "rest-s3".equals(oneOf(option, words, LAKES));
        case "--directory" -> directory = Path.of(value(option, words)).toAbsolutePath();
        case "--keep" -> keep = true;
        default ->
            throw new IllegalArgumentException(
                "Unknown option \"%s\", known options are [--rows, --seed, --lake, --directory, --keep]."
                    .formatted(option));
      }
    }
    return new DemoOptions(rows, seed, restAndS3, directory.normalize(), keep);
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException("Cannot use %s: it has no value.".formatted(option));
    }
    return words.next();
  }

  private static String oneOf(String option, Iterator<String> words, List<String> known) {
    String value = value(option, words);
    if (!known.contains(value)) {
      throw new IllegalArgumentException(
          "Cannot use %s \"%s\": known values are %s.".formatted(option, value, known));
    }
    return value;
  }

  private static long number(String option, Iterator<String> words, long least, long most) {
    String text = value(option, words);
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, together with the bounds.
    }
    throw new IllegalArgumentException(
        "Cannot use %s \"%s\": expected a number from %d to %d."
            .formatted(option, text, least, most));
  }
}
