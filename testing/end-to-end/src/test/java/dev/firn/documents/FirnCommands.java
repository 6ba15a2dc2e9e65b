package dev.firn.documents;

import dev.firn.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The commands of {@code scripts/firn} with the options that each has, as the sources declare them;
 * judges command lines that stand in documents and in files that others run.
 */
public final class FirnCommands {

  private static final Pattern SUBMITTED =
      Pattern.compile("(?m)^ +([a-z-]+)\\) (submit \\S+|look|plain) \\S+ ([\\w.]+)");
  private static final Pattern BELOW = Pattern.compile("(\\w+)\\.class");
  private static final Pattern NAMES =
      Pattern.compile("@Option\\(\\s*names = (\\{[^}]*}|\"[^\"]*\"|[\\w.]+)");
  private static final Pattern MIXIN = Pattern.compile("@Mixin\\s+private (\\w+) ");
  private static final Pattern LITERAL = Pattern.compile("\"(-[^\"]*)\"");

  /** Options that a class names by a constant. */
  private static final Map<String, String> CONSTANTS = Map.of("JobMain.VERBOSE", "--verbose");

  private static final Set<String> OF_THE_LAUNCHER =
      Set.of("--spark-conf", "--print-command", "--version");
  private static final Set<String> OF_THE_DEMO =
      Set.of("--rows", "--seed", "--lake", "--directory", "--keep", "--help");

  private final Map<String, Set<String>> options = new TreeMap<>();
  private final Map<String, String> commandsByClass = new TreeMap<>();

  public FirnCommands() {
    Set<String> common = declaredIn("dev.firn.job.ConfigOptions");
    Matcher submitted = SUBMITTED.matcher(Repository.text("scripts/firn"));
    while (submitted.find()) {
      String command = submitted.group(3);
      Set<String> own = new HashSet<>(declaredIn(command));
      own.addAll(common);
      mixedInto(command).forEach(each -> own.addAll(declaredIn(each)));
      if (submitted.group(2).startsWith("submit")) {
        own.addAll(declaredIn("dev.firn.job.SourceOptions"));
        commandsByClass.put(command, submitted.group(1));
      }
      if (!submitted.group(2).equals("plain")) {
        own.addAll(OF_THE_LAUNCHER);
      }
      below(command).forEach(each -> own.addAll(declaredIn(each)));
      options.put(submitted.group(1), own);
    }
    options.put("demo", OF_THE_DEMO);
    options.put("warm-up", Set.of("--help"));
    options.put("help", Set.of());
  }

  /** What there is, to see that it was found at all. */
  public Map<String, Set<String>> options() {
    return options;
  }

  /** The main classes of the jobs that {@code spark-submit --class} takes. */
  public Set<String> classes() {
    return commandsByClass.keySet();
  }

  /** The commands that a command has of its own. */
  private static List<String> below(String className) {
    String room = className.substring(0, className.lastIndexOf('.') + 1);
    Matcher subcommands = Pattern.compile("subcommands = \\{([^}]*)}").matcher(source(className));
    return subcommands.find()
        ? BELOW.matcher(subcommands.group(1)).results().map(each -> room + each.group(1)).toList()
        : List.of();
  }

  /** The classes of options that several commands have. */
  private static List<String> mixedInto(String className) {
    String source = source(className);
    return MIXIN
        .matcher(source)
        .results()
        .flatMap(
            mixin ->
                Pattern.compile("import ([\\w.]+\\." + mixin.group(1) + ");")
                    .matcher(source)
                    .results())
        .map(imported -> imported.group(1))
        .toList();
  }

  private static Set<String> declaredIn(String className) {
    Set<String> found = new HashSet<>();
    Matcher names = NAMES.matcher(source(className));
    while (names.find()) {
      String declared = names.group(1);
      Matcher literal = LITERAL.matcher(declared);
      while (literal.find()) {
        found.add(literal.group(1));
      }
      if (!declared.contains("\"")) {
        String value = CONSTANTS.get(declared);
        if (value == null) {
          throw new IllegalStateException("What option is " + declared + " of " + className + "?");
        }
        found.add(value);
      }
    }
    return found;
  }

  private static String source(String className) {
    String file = "src/main/java/" + className.replace('.', '/') + ".java";
    try (Stream<Path> modules = Files.list(Repository.file(""))) {
      Path found =
          modules
              .map(module -> module.resolve(file))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("No module has " + className));
      return Files.readString(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What is wrong with the words that follow {@code firn}: nothing, or one sentence for each
   * command and option that there is not.
   */
  public List<String> problems(List<String> words) {
    String command = words.isEmpty() ? "" : words.get(0);
    if (command.startsWith("-") || command.isEmpty()) {
      return List.of();
    }
    Set<String> known = options.get(command);
    if (known == null) {
      return List.of("there is no command \"" + command + "\"");
    }
    List<String> problems = new ArrayList<>();
    for (String word : words.subList(1, words.size())) {
      String option = word.replaceFirst("=.*", "");
      if (option.matches("--?[a-z][a-z-]*") && !known.contains(option)) {
        problems.add("\"" + command + "\" has no option " + option);
      }
    }
    return problems;
  }

  /** The same for what follows the jar of a {@code spark-submit} with this {@code --class}. */
  public List<String> problemsOfClass(String className, List<String> arguments) {
    String command = commandsByClass.get(className);
    if (command == null) {
      return List.of("there is no job with the class " + className);
    }
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(arguments);
    return problems(words);
  }
}
