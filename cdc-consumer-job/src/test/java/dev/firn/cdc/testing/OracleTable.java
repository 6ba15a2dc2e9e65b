package dev.firn.cdc.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table of an {@link OracleWriter} as it is now, and all that was altered of it since its load,
 * so that what is said of it can be judged.
 */
final class OracleTable {

  /** What a column may hold. */
  enum Kind {
    ID("int", "INTEGER"),
    NUMBER("numeric", "NUMBER"),
    SMALL("numeric(9)", "NUMBER(9,0)"),
    WIDE("numeric(15)", "NUMBER(15,0)"),
    TEXT("varchar(40)", "VARCHAR2(40)"),
    LONGER_TEXT("varchar(200)", "VARCHAR2(200)"),
    PADDED("char(5)", "CHAR(5)"),
    PADDED_MORE("char(9)", "CHAR(9)");

    private final String behind;
    private final String oracle;

    Kind(String behind, String oracle) {
      this.behind = behind;
      this.oracle = oracle;
    }

    /** As PostgreSQL declares it. */
    String behind() {
      return behind;
    }

    String oracle() {
      return oracle;
    }

    int padding() {
      return this == PADDED ? 5 : this == PADDED_MORE ? 9 : 0;
    }

    @Nullable String value(Random random) {
      if (random.nextInt(4) == 0) {
        return null;
      }
      return switch (this) {
        case ID -> throw new IllegalStateException("The writer numbers rows");
        case NUMBER ->
            switch (random.nextInt(4)) {
              case 0 -> Integer.toString(random.nextInt(100));
              case 1 -> "-" + random.nextInt(100) + ".5";
              case 2 -> "123456789012345678901234567890.25";
              default -> "0." + (1 + random.nextInt(9));
            };
        case SMALL -> Integer.toString(random.nextInt(1_000_000_000));
        case WIDE -> Long.toString(999_999_999_999_000L + random.nextInt(1000));
        case TEXT -> "it's ".repeat(1 + random.nextInt(2)) + random.nextInt(9);
        case LONGER_TEXT -> "l'on''g " + "x".repeat(random.nextInt(50)) + random.nextInt(1000);
        case PADDED, PADDED_MORE -> padded("c" + random.nextInt(1000));
      };
    }

    String padded(String text) {
      return text + " ".repeat(Math.max(0, padding() - text.length()));
    }
  }

  private static final String NAME = "(\\w+)";

  private final String name;
  private final boolean keyed;
  private final Map<String, Kind> columns = new LinkedHashMap<>();
  private final Map<Pattern, Predicate<Matcher>> claims = new LinkedHashMap<>();
  private final Map<String, Integer> altered = new TreeMap<>();

  /** What was done to it, so that a history that goes wrong can be read. */
  private final List<String> statements = new ArrayList<>();

  private final Set<String> gone = new TreeSet<>();
  private final Set<String> added = new TreeSet<>();
  private final Set<String> givenDefaults = new TreeSet<>();
  private final Set<String> paddedAnew = new TreeSet<>();
  private boolean hasAnotherOrder;
  private boolean hasAnotherKey;
  private boolean wasMoved;
  private boolean isSettled;
  private int fresh;

  OracleTable(String name, boolean keyed) {
    this.name = name;
    this.keyed = keyed;
    columns.put("id", Kind.ID);
    columns.put("number", Kind.NUMBER);
    columns.put("name", Kind.TEXT);
    if (keyed) {
      columns.put("body", Kind.LONGER_TEXT);
    }
    claim(
        "column " + NAME + " is gone and column " + NAME + " is new, and the source does not tell",
        said -> gone.contains(said.group(1)) && added.contains(said.group(2)));
    claim(
        "its columns have another order, in which " + NAME + " stands elsewhere",
        said -> hasAnotherOrder && columns.containsKey(said.group(1)));
    claim(
        "column " + NAME + " has another length, to which the source pads",
        said -> paddedAnew.contains(said.group(1)));
    claim(
        "Cannot add column " + NAME + " of \\S+: its earlier rows may have values in it",
        said -> givenDefaults.contains(said.group(1)));
    claim(
        "events have column " + NAME + ", which the source has no more or has under another name",
        said -> gone.contains(said.group(1)) && !columns.containsKey(said.group(1)));
    claim("its primary key was dropped and made anew", said -> hasAnotherKey);
    claim("has another segment than before, and no event tells of a TRUNCATE", said -> wasMoved);
  }

  private void claim(String pattern, Predicate<Matcher> isTrue) {
    claims.put(Pattern.compile(pattern), isTrue);
  }

  String name() {
    return name;
  }

  boolean isKeyed() {
    return keyed;
  }

  Map<String, Kind> columns() {
    return columns;
  }

  List<String> statements() {
    return statements;
  }

  /** A name that no column of it has ever had. */
  String freshName() {
    return "n" + ++fresh;
  }

  /** Of columns of a kind one, or none. */
  @Nullable String any(Random random, Predicate<Kind> kind) {
    List<String> found =
        columns.entrySet().stream()
            .filter(column -> kind.test(column.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
  }

  void did(String kind, String statement) {
    altered.merge(kind, 1, Integer::sum);
    statements.add(statement);
  }

  void added(String column, Kind kind, boolean hasDefault) {
    columns.put(column, kind);
    added.add(column);
    if (hasDefault) {
      givenDefaults.add(column);
    }
  }

  void dropped(String column) {
    columns.remove(column);
    gone.add(column);
  }

  void renamed(String from, String to) {
    Map<String, Kind> renamed = new LinkedHashMap<>();
    columns.forEach((column, kind) -> renamed.put(column.equals(from) ? to : column, kind));
    columns.clear();
    columns.putAll(renamed);
    gone.add(from);
    added.add(to);
    if (givenDefaults.contains(from)) {
      givenDefaults.add(to);
    }
  }

  void paddedAnew(String column) {
    paddedAnew.add(column);
  }

  void gotAnotherKey() {
    hasAnotherKey = true;
  }

  void moved() {
    wasMoved = true;
  }

  /**
   * Columns were exchanged, or dropped and added again. What is altered before the next look could
   * take back all that shows it: docs/ORACLE.md, "Known limits".
   */
  void gotAnotherOrder() {
    hasAnotherOrder = true;
    isSettled = true;
  }

  /** True if nothing is to be altered before somebody has looked. */
  boolean isSettled() {
    return isSettled;
  }

  void lookedAt() {
    isSettled = false;
  }

  /** What a load has seen is nothing that can be said any more. */
  void loaded() {
    gone.clear();
    added.clear();
    givenDefaults.clear();
    paddedAnew.clear();
    hasAnotherOrder = false;
    hasAnotherKey = false;
    wasMoved = false;
    statements.add("-- loaded");
  }

  /** True if a reason says something that can be said of it, and it is so. */
  boolean supports(String reason) {
    return claims.entrySet().stream()
        .anyMatch(
            claim -> {
              Matcher said = claim.getKey().matcher(reason);
              return said.find() && claim.getValue().test(said);
            });
  }

  /** How often what was altered. */
  Map<String, Integer> altered() {
    return altered;
  }
}
