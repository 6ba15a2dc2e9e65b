package dev.firn.architecture;

import java.util.List;

/**
 * A package: what it may import of Firn, and of others.
 *
 * @param name below {@code dev.firn}
 * @param rooms names of rooms; each stands before this one in the table, so there is no way back
 * @param libraries packages of others, with all that is below them
 */
public record Room(String name, List<String> rooms, List<String> libraries) {

  static final String FIRN = "dev.firn.";

  public Room {
    rooms = List.copyOf(rooms);
    libraries = List.copyOf(libraries);
  }

  /** Its package. */
  public String packageName() {
    return FIRN + name;
  }

  static Room of(String name, String... rooms) {
    return new Room(name, List.of(rooms), List.of());
  }

  Room with(String... packages) {
    return new Room(name, rooms, List.of(packages));
  }

  /** The name of the application or library that the room is a part of. */
  String house() {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
