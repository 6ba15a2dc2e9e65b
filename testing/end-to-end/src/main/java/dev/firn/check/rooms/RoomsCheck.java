package dev.firn.check.rooms;

import dev.firn.architecture.Room;
import dev.firn.architecture.Rooms;
import dev.firn.program.Options;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program behind {@code scripts/check rooms}: no package has more types than a screen shows, no
 * packages know each other in a circle, and none imports what its row in the table does not allow.
 */
public final class RoomsCheck {

  /** In it, faults are planted by tests; anybody may call it. */
  private static final String EVERYWHERE = "fault";

  private final Map<String, SourcePackage> packages;
  private final Map<String, Room> rooms;

  RoomsCheck(List<SourcePackage> packages, List<Room> rooms) {
    this.packages = byName(packages, SourcePackage::name);
    this.rooms = byName(rooms, Room::name);
  }

  private static <T> Map<String, T> byName(List<T> values, Function<T, String> name) {
    return values.stream()
        .collect(Collectors.toMap(name, value -> value, (one, other) -> one, TreeMap::new));
  }

  /** Checks this repository. */
  public static boolean run(Options options) throws IOException {
    Path repository = Path.of(System.getProperty("firn.repository", "."));
    return new RoomsCheck(SourceTree.read(repository), Rooms.everywhere()).report(System.out);
  }

  /** Prints every package and what is wrong; true if nothing is. */
  boolean report(PrintStream out) {
    packages
        .values()
        .forEach(
            each ->
                out.printf(
                    "%-28s %3d types %6d lines  imports %s%n",
                    each.name(), each.types(), each.lines(), String.join(", ", each.imports())));
    List<String> full = full();
    List<String> cycles = cycles();
    List<String> upward = upward();
    Stream.of(full, cycles, upward).flatMap(List::stream).forEach(out::println);
    out.printf(
        "RESULT rooms packages=%d max_types=%d cycles=%d upward=%d%n",
        packages.size(),
        packages.values().stream().mapToInt(SourcePackage::types).max().orElse(0),
        cycles.size(),
        upward.size());
    return full.isEmpty() && cycles.isEmpty() && upward.isEmpty();
  }

  private List<String> full() {
    return packages.values().stream()
        .filter(each -> each.types() > Rooms.MAX_TYPES)
        .map(
            each ->
                "%s has %d types, more than %d: it holds two ideas, name the second"
                    .formatted(each.name(), each.types(), Rooms.MAX_TYPES))
        .toList();
  }

  /** One sentence for each set of packages that all reach each other. */
  private List<String> cycles() {
    List<String> cycles = new ArrayList<>();
    SortedSet<String> told = new TreeSet<>();
    for (String name : packages.keySet()) {
      SortedSet<String> circle = new TreeSet<>(reachable(name));
      circle.removeIf(other -> !reachable(other).contains(name));
      if (!circle.isEmpty() && told.addAll(circle)) {
        cycles.add("in a circle: " + String.join(", ", circle));
      }
    }
    return cycles;
  }

  /** What a package knows, directly and by others; itself only if there is a way back. */
  private SortedSet<String> reachable(String from) {
    SortedSet<String> reached = new TreeSet<>();
    List<String> open = new ArrayList<>(imports(from));
    while (!open.isEmpty()) {
      String next = open.remove(open.size() - 1);
      if (reached.add(next)) {
        open.addAll(imports(next));
      }
    }
    return reached;
  }

  private SortedSet<String> imports(String name) {
    return Optional.ofNullable(packages.get(name))
        .map(SourcePackage::imports)
        .orElse(new TreeSet<>());
  }

  private List<String> upward() {
    List<String> upward = new ArrayList<>();
    for (SourcePackage each : packages.values()) {
      Room room = rooms.get(each.name());
      if (room == null) {
        upward.add(each.name() + " does not stand in the table");
      } else {
        each.imports().stream()
            .filter(imported -> !imported.equals(EVERYWHERE) && !room.rooms().contains(imported))
            .forEach(
                imported ->
                    upward.add(
                        each.name()
                            + " imports "
                            + imported
                            + ", which its row in the table does not allow"));
      }
    }
    return upward;
  }
}
