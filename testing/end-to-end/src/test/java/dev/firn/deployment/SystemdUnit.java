package dev.firn.deployment;

import dev.firn.testing.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A unit file: what it says, by the names of its settings; a name may stand more than once. */
record SystemdUnit(String file, Map<String, List<String>> settings) {

  static SystemdUnit read(String file) {
    Map<String, List<String>> settings = new LinkedHashMap<>();
    Repository.text("deploy/systemd/" + file)
        .lines()
        .filter(line -> line.contains("=") && !line.startsWith("#"))
        .forEach(
            line -> {
              int end = line.indexOf('=');
              settings
                  .computeIfAbsent(line.substring(0, end), name -> new ArrayList<>())
                  .add(line.substring(end + 1));
            });
    return new SystemdUnit(file, settings);
  }

  List<String> all(String name) {
    return settings.getOrDefault(name, List.of());
  }

  String only(String name) {
    List<String> values = all(name);
    if (values.size() != 1) {
      throw new AssertionError(file + " says " + name + " " + values.size() + " times");
    }
    return values.get(0);
  }
}
