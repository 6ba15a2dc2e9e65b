package dev.firn.config.binding;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
public final class Suggestion {

  private Suggestion() {}

  /** The known name that is nearest, if it is at most a third of its letters away. */
  static Optional<String> find(String given, Collection<String> known) {
    String lower = given.toLowerCase(Locale.ROOT);
    int nearest = Math.max(1, given.length() / 3) + 1;
    String found = null;
    for (String name : known) {
      int distance = distance(lower, name.toLowerCase(Locale.ROOT));
      if (distance < nearest) {
        nearest = distance;
        found = name;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The same as the rest of a sentence: {@code , did you mean "x"?}, or nothing. */
  public static String phrase(String given, Collection<String> known) {
    return find(given, known).map(name -> ", did you mean \"" + name + "\"?").orElse("");
  }

  /** Damerau-Levenshtein: letters inserted, left out, replaced, or swapped with their neighbour. */
  static int distance(String left, String right) {
    int[][] steps = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int replaced = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        int best = Math.min(steps[i - 1][j], steps[i][j - 1]) + 1;
        best = Math.min(best, steps[i - 1][j - 1] + replaced);
        if (isSwap(left, right, i, j)) {
          best = Math.min(best, steps[i - 2][j - 2] + 1);
        }
        steps[i][j] = best;
      }
    }
    return steps[left.length()][right.length()];
  }

  private static boolean isSwap(String left, String right, int i, int j) {
    return i > 1
        && j > 1
        && left.charAt(i - 1) == right.charAt(j - 2)
        && left.charAt(i - 2) == right.charAt(j - 1);
  }
}
