package dev.firn.check.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes the steps of findings as they were printed, each once a round. */
public final class Fixes {

  private final Hands hands;

  public Fixes(Hands hands) {
    this.hands = hands;
  }

  public void apply(List<Finding> findings) throws Exception {
    Set<Finding.Step> taken = new HashSet<>();
    // What loads or streams comes after everything is as it should be.
    List<Finding.Step> last = new ArrayList<>();
    boolean restarts = false;
    for (Finding finding : findings) {
      for (Finding.Step step : finding.fix()) {
        if (!taken.add(step)) {
          continue;
        }
        if (step.text().equals("restart the database server")) {
          restarts = true;
        } else if (step.text().startsWith("firn bulk-load") || step.text().startsWith("firn cdc")) {
          last.add(step);
        } else if (starts(step)) {
          last.add(step);
        } else {
          take(step);
        }
      }
    }
    if (restarts) {
      hands.restartServer();
    }
    for (Finding.Step step : last) {
      take(step);
    }
  }

  private static boolean starts(Finding.Step step) {
    return step.kind().equals("do")
        ? step.text().startsWith("start ")
        : step.text().matches("curl .*/(resume|restart).*");
  }

  private void take(Finding.Step step) throws Exception {
    System.out.println("    " + step.kind() + " > " + step.text());
    switch (step.kind()) {
      case "sql" -> hands.sql(step.text());
      case "run" -> hands.shell(step.text());
      case "spark" -> hands.spark(step.text());
      case "set" -> set(step.text());
      default -> person(step.text());
    }
  }

  /** What the connector is told by the words of a person. */
  private void person(String words) {
    if (words.startsWith("stop the connector")) {
      hands.stopConnector();
      if (words.contains("forget its offsets")) {
        hands.forgetOffsets();
      }
    } else if (words.startsWith("start the connector")) {
      hands.startConnector();
    }
  }

  /** A key with its path, and its value. */
  private void set(String line) throws IOException {
    String path = line.substring(0, line.indexOf(": "));
    String[] keys = path.split("\\.", -1);
    Path file = hands.home().resolve("config/" + keys[0] + ".yaml");
    String key = "    " + keys[keys.length - 1] + ": ";
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.removeIf(present -> present.startsWith(key));
    lines.add(lines.indexOf("  " + keys[1] + ":") + 1, key + line.substring(path.length() + 2));
    Files.write(file, lines);
  }
}
