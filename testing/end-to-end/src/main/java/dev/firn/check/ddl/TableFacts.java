package dev.firn.check.ddl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is true of a table by all that was done to it, and so may be said of it. A reason that says
 * something else, or nothing that is known here, is a wrong one.
 */
final class TableFacts {

  private static final String NAME = "([\\w.]+)";

  private final String name;
  private final Map<Pattern, Predicate<Matcher>> claims = new LinkedHashMap<>();

  /** Which columns ever had a name, by numbers that are never given twice. */
  private final Map<String, Set<Integer>> bearers = new HashMap<>();

  private final Map<String, Integer> present = new HashMap<>();
  private final Set<String> altered = new HashSet<>();
  private final Set<String> unsent = new HashSet<>();
  private final Map<String, Set<String>> parts = new HashMap<>();
  private final List<String> labels = new ArrayList<>(List.of("x"));
  private final Set<String> whereabouts = new TreeSet<>();
  private int columns;
  private boolean isWrittenAnew;
  private boolean isKeyGone;
  private boolean isNamedByIndex;
  private boolean isUnlogged;
  private boolean isTruncatedAsWhole;
  private boolean isUnpublished;
  private boolean isAwayForAWhile;

  TableFacts(String table) {
    name = table;
    claim("its column " + NAME + " is another one than the column that had this name", this::isTwo);
    claim(
        "is another table than the one that was loaded, which was (dropped|renamed to [\\w.]+)\\. ",
        said -> whereabouts.contains(said.group(1)));
    claim(
        NAME + " was renamed, moved to another schema or given another owner since",
        said -> said.group(1).equals("shop." + name) && isAwayForAWhile);
    claim(
        "Cannot go on with " + NAME + ": it was taken out of the publication and put back since",
        said -> said.group(1).equals("shop." + name) && isUnpublished);
    claim(
        "Cannot go on with " + NAME + ": it is not in the publication any more",
        said -> said.group(1).equals("shop." + name) && isUnpublished);
    claim(
        "the source has " + NAME + " under the name " + NAME + " now",
        said ->
            said.group(1).equals("shop." + name)
                && whereabouts.contains("renamed to " + said.group(2)));
    claim(
        "the source has " + NAME + " no more",
        said -> said.group(1).equals("shop." + name) && whereabouts.contains("dropped"));
    claim(
        "the replica identity of " + NAME + " is an index that is not its key",
        said -> said.group(1).equals("shop." + name) && isNamedByIndex);
    claim(
        "its key was \\[(\\w+)], and " + NAME + " has \\[]",
        said -> said.group(1).equals("id") && isKeyGone);
    claim("is no table whose changes reach the log", said -> isUnlogged);
    claim(
        "the type of column " + NAME + " was altered \\(\"(\\w+)\" is \"(\\w+)\" now\\)",
        said ->
            labels.contains(said.group(3))
                && labels.indexOf(said.group(2)) >= 0
                && labels.indexOf(said.group(2)) < labels.indexOf(said.group(3)));
    claim(
        "column (\\w+) was altered and all rows were written anew since",
        said -> isWrittenAnew && altered.contains(said.group(1)));
    claim(
        "one of columns ([\\w, ]+) or several of them was altered",
        said ->
            isWrittenAnew
                && !Collections.disjoint(altered, List.of(said.group(1).split(", ", -1))));
    claim(
        NAME + " had " + NAME + " [\\w(),]+ and has " + NAME + " [\\w(),]+ now, and schema_drift",
        said -> said.group(1).equals("shop." + name) && altered.contains(said.group(2)));
    claim(
        "columns had each other's names for a time",
        said -> bearers.values().stream().anyMatch(numbers -> numbers.size() > 1));
    claim(
        "Cannot add column " + NAME + " of " + NAME + ": its earlier rows may have values in it",
        said ->
            unsent.contains(said.group(1)) || (isWrittenAnew && altered.contains(said.group(1))));
    claim(
        "events have column " + NAME + ", which the source has no more or has under another name",
        said -> bearers.containsKey(said.group(1)) && !present.containsKey(said.group(1)));
    claim(
        "a column was added and dropped again before column " + NAME + " was added",
        said -> present.containsKey(said.group(1)) && columns > present.size());
    claim(
        "all rows of " + NAME + " were written anew by one statement that altered no column",
        said -> said.group(1).equals("shop." + name) && isUnlogged);
    claim("its part " + NAME + " was (detached|dropped),", said -> isPart(said, said.group(2)));
    claim(
        "its part " + NAME + " was truncated or written anew by itself",
        said -> isPart(said, "truncated"));
    claim(
        "the whole table was truncated, and what the source says of its part " + NAME,
        said -> isTruncatedAsWhole);
    claim(NAME + " was attached to it with rows in it", said -> isPart(said, "attached"));
  }

  private void claim(String pattern, Predicate<Matcher> isTrue) {
    claims.put(Pattern.compile(pattern), isTrue);
  }

  /** True if a reason says something that is known here, and nothing that is not so. */
  boolean support(String reason) {
    boolean isKnown = false;
    for (Map.Entry<Pattern, Predicate<Matcher>> claim : claims.entrySet()) {
      Matcher said = claim.getKey().matcher(reason);
      if (said.find()) {
        isKnown = true;
        if (!claim.getValue().test(said)) {
          return false;
        }
      }
    }
    return isKnown;
  }

  /** What of all that may be said a reason says, to be counted. */
  String kind(String reason) {
    return claims.keySet().stream()
        .filter(pattern -> pattern.matcher(reason).find())
        .map(Pattern::pattern)
        .findFirst()
        .orElse("none");
  }

  private boolean isTwo(Matcher said) {
    return bearers.getOrDefault(said.group(1), Set.of()).size() > 1;
  }

  private boolean isPart(Matcher said, String what) {
    return parts.getOrDefault(what, Set.of()).contains(said.group(1));
  }

  void added(String column) {
    bear(column, columns++);
  }

  private void bear(String column, int number) {
    present.put(column, number);
    bearers.computeIfAbsent(column, key -> new TreeSet<>()).add(number);
  }

  void dropped(String column) {
    present.remove(column);
  }

  void renamed(String from, String to) {
    Integer number = present.remove(from);
    bear(to, number == null ? columns++ : number);
    altered(from);
    altered(to);
  }

  /** Under all names that it had. */
  void altered(String column) {
    Integer number = present.get(column);
    altered.add(column);
    bearers.forEach(
        (other, numbers) -> {
          if (number != null && numbers.contains(number)) {
            altered.add(other);
          }
        });
  }

  /** All rows stand elsewhere now, with other values perhaps, and defaults that were only noted. */
  void writtenAnew() {
    isWrittenAnew = true;
    unsent.addAll(present.keySet());
  }

  /** Older rows have values in it that no event has and the catalog does not tell. */
  void unsent(String column) {
    unsent.add(column);
  }

  /** Where the table is that was loaded; only the first that happens to it is of it. */
  void movedTo(String place) {
    if (!whereabouts.contains("dropped")) {
      whereabouts.add("renamed to " + place);
    }
  }

  void droppedAsWhole() {
    if (whereabouts.isEmpty()) {
      whereabouts.add("dropped");
    }
  }

  /** True as long as the table that was loaded has its name. */
  boolean isLoaded() {
    return whereabouts.isEmpty();
  }

  void label(String label) {
    labels.add(label);
  }

  void keyGone() {
    isKeyGone = true;
  }

  void namedByIndex() {
    isNamedByIndex = true;
  }

  void truncatedAsWhole() {
    isTruncatedAsWhole = true;
  }

  /** Changes of it were not sent, at least for a while. */
  void leftPublication() {
    isUnpublished = true;
  }

  /** It had another name or schema for a while. */
  void awayForAWhile() {
    isAwayForAWhile = true;
  }

  void unlogged() {
    isUnlogged = true;
  }

  /**
   * @param what detached, dropped, truncated or attached (with rows)
   */
  void part(String leaf, String what) {
    parts.computeIfAbsent(what, key -> new HashSet<>()).add("shop." + leaf);
  }
}
