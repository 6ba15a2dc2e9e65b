package dev.firn.health;

import dev.firn.model.ShellWord;
import dev.firn.model.TableNames;
import java.util.List;

/** Commands that load tables, as they are told to people. */
public final class Reload {

  private Reload() {}

  /**
   * Loads tables again, whatever the lake has of them.
   *
   * @param tables as the source spells them; all if there are none
   */
  public static String of(String source, List<String> tables) {
    return first(source, tables) + " --no-resume";
  }

  /** Loads tables that the lake does not have. */
  public static String first(String source, List<String> tables) {
    return "firn bulk-load --source "
        + ShellWord.quoted(source)
        + (tables.isEmpty() ? "" : " --tables " + ShellWord.quoted(new TableNames(tables).text()));
  }
}
