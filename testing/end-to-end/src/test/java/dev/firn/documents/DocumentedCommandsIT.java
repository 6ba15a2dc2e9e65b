package dev.firn.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.Repository;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Command lines of the documents, taken by the commands of the built jars as the launcher's first
 * look takes them: with all that options need, and with values that they accept.
 */
class DocumentedCommandsIT {

  private static final Pattern DISPATCHED =
      Pattern.compile("(?m)^ +([a-z-]+)\\) (?:submit \\S+|look) (\\S+) ([\\w.]+)");

  /** A line of which nothing is left out. */
  private static final Pattern TYPED =
      Pattern.compile("^(?:\\w+=\\S+ )*(?:\\S*/)?firn ([a-z-]+(?: [^…]*)?)$");

  private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");
  private static final Set<String> ENDS = Set.of("|", ">", ">>", "<", "&&", "||", ";", "#", "&");

  /** What {@code Preflight} says of a call that is well and goes on. */
  private static final int GO_ON = 100;

  private final Map<String, Look> looks = new TreeMap<>();

  /** The first look at the arguments of a command. */
  private interface Look {
    int at(List<String> arguments) throws ReflectiveOperationException;
  }

  @Test
  void haveArgumentsThatTheirCommandsTake() throws Exception {
    Matcher dispatched = DISPATCHED.matcher(Repository.text("scripts/firn"));
    while (dispatched.find()) {
      Look look = lookOf(dispatched.group(2), dispatched.group(3));
      if (look != null) {
        looks.put(dispatched.group(1), look);
      }
    }
    assertThat(looks)
        .containsOnlyKeys("bulk-load", "cdc", "dlq", "doctor", "sql", "status", "validate");
    assertThat(isTaken("firn cdc --source shop --until-idle 20")).isFalse();
    assertThat(isTaken("firn bulk-load --plan")).isFalse();

    List<String> refused = new ArrayList<>();
    int lines = 0;
    for (Document document : Document.all().toList()) {
      for (String line : document.scripts().stream().map(String::strip).toList()) {
        if (TYPED.matcher(line).matches()) {
          lines++;
          if (!isTaken(line)) {
            refused.add(document + ": " + line);
          }
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(lines).isGreaterThan(25);
  }

  private boolean isTaken(String line) throws ReflectiveOperationException {
    Matcher typed = TYPED.matcher(line);
    assertThat(typed.matches()).as(line).isTrue();
    List<String> words = words(typed.group(1));
    Look look = looks.get(words.get(0));
    if (look == null) {
      return true;
    }
    int code = look.at(words.subList(1, words.size()));
    return code == GO_ON || code == 0;
  }

  /** As a shell would split them; without what follows a command, and what is the launcher's. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher found = WORD.matcher(line);
    while (found.find() && !ENDS.contains(found.group())) {
      words.add(found.group().replaceAll("[\"']", ""));
    }
    for (Iterator<String> each = words.iterator(); each.hasNext(); ) {
      String word = each.next();
      if (word.equals("--spark-conf")) {
        each.remove();
        each.next();
        each.remove();
      } else if (word.equals("--print-command") || word.equals("--version")) {
        each.remove();
      }
    }
    return words;
  }

  /** Null for a command that has no such look. */
  private static @Nullable Look lookOf(String job, String command) throws Exception {
    URL jar = Repository.file("deploy/target/firn/jobs/" + job + ".jar").toUri().toURL();
    // Not closed: classes are loaded as long as it is looked.
    URLClassLoader loader =
        new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
    Class<?> type = loader.loadClass("dev.firn.job.JobCommand");
    Class<?> asked = loader.loadClass(command);
    if (!type.isAssignableFrom(asked)) {
      return null;
    }
    Class<?> depth = loader.loadClass("dev.firn.job.Preflight$Depth");
    Object arguments = depth.getEnumConstants()[0];
    assertThat(arguments).hasToString("ARGUMENTS");
    Method check =
        loader
            .loadClass("dev.firn.job.Preflight")
            .getDeclaredMethod("check", type, depth, String[].class);
    check.setAccessible(true);
    Constructor<?> made = asked.getDeclaredConstructor();
    return words ->
        (int) check.invoke(null, made.newInstance(), arguments, words.toArray(String[]::new));
  }
}
