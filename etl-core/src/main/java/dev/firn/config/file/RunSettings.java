package dev.firn.config.file;

import dev.firn.config.binding.Place;
import dev.firn.config.binding.Problems;
import dev.firn.config.binding.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Single values that the environment and the command line lay over the files. */
public final class RunSettings {

  private static final String PREFIX = "FIRN__";
  private static final String SEPARATOR = "__";

  private final Map<String, String> variables = new TreeMap<>();
  private final List<String> arguments;
  private final List<String> rootKeys;

  /**
   * @param arguments KEY=VALUE, for what is asked for of this kind of file
   * @param rootKeys of all files, so that each knows which variables are for another
   */
  public RunSettings(
      Map<String, String> environment, List<String> arguments, List<String> rootKeys) {
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            variables.put(name, value);
          }
        });
    this.arguments = List.copyOf(arguments);
    this.rootKeys = List.copyOf(rootKeys);
  }

  /** Those of the environment that are for one section. */
  List<Setting> ofEnvironment(FileFormat format, String name) {
    String prefix = prefixOf(format.rootKey()) + Setting.variable(name) + SEPARATOR;
    List<Setting> settings = new ArrayList<>();
    variables.forEach(
        (variable, value) -> {
          if (variable.startsWith(prefix)) {
            settings.add(
                new Setting(
                    Arrays.asList(variable.substring(prefix.length()).split(SEPARATOR, -1)),
                    Place.outside("environment variable " + variable),
                    value,
                    Setting.Spelling.VARIABLE,
                    false));
          }
        });
    return settings;
  }

  /** Those of the command line, which are for what is asked for. */
  List<Setting> ofRun() {
    List<Setting> settings = new ArrayList<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String key = argument.substring(0, equals);
      settings.add(
          new Setting(
              Arrays.asList(key.split("\\.", -1)),
              Place.outside("--set " + key),
              argument.substring(equals + 1),
              Setting.Spelling.EXACT,
              true));
    }
    return settings;
  }

  /** Reports variables of which nobody knows what they are for. */
  void reportUnknown(FileFormat format, Collection<String> names, Problems problems) {
    String prefix = prefixOf(format.rootKey());
    for (String variable : variables.keySet()) {
      Place place = Place.outside("environment variable " + variable);
      if (variable.startsWith(prefix)) {
        String rest = variable.substring(prefix.length());
        if (names.stream().noneMatch(name -> rest.startsWith(Setting.variable(name) + SEPARATOR))) {
          problems.add(
              place,
              format.rootKey(),
              "names no %s of [%s] with a key of it. Unset it, or write %s{name}__{key}"
                  .formatted(format.noun(), String.join(", ", names), prefix));
        }
      } else if (rootKeys.stream().map(RunSettings::prefixOf).noneMatch(variable::startsWith)) {
        problems.add(
            place,
            "",
            "names no file. Unset it, or begin it with one of "
                + rootKeys.stream().map(RunSettings::prefixOf).toList());
      }
    }
  }

  private static String prefixOf(String rootKey) {
    return PREFIX + Setting.variable(rootKey) + SEPARATOR;
  }
}
