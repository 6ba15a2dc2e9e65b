package dev.firn.cdc;

import dev.firn.lake.LakeTable;
import dev.firn.lake.TableProperty;
import dev.firn.model.ShellWord;
import dev.firn.model.TableNames;
import dev.firn.schema.TableMapping;
import java.util.List;

/** The command that loads a table, and no other, as messages name it: quoted for a shell. */
final class ReloadCommand {

  private ReloadCommand() {}

  /**
   * For an operator of one source.
   *
   * @param table as the source spells it
   */
  static String of(String table) {
    return "bulk-load " + only(table) + " --no-resume";
  }

  /** For an operator of one source. */
  static String of(LakeTable table) {
    return of(sourceName(table));
  }

  /** To be run as it is. */
  static String of(String source, String table) {
    return first(source, table) + " --no-resume";
  }

  /** To be run as it is. */
  static String of(String source, LakeTable table) {
    return of(source, sourceName(table));
  }

  /** Loads a table that the lake does not have, to be run as it is. */
  static String first(String source, String table) {
    return "firn bulk-load --source " + ShellWord.quoted(source) + " " + only(table);
  }

  /** A table as a value of an option. */
  static String argument(String table) {
    return ShellWord.quoted(new TableNames(List.of(table)).text());
  }

  private static String only(String table) {
    return "--tables " + argument(table);
  }

  /** In the lake names are in lower case; the source knows only its own spelling. */
  private static String sourceName(LakeTable table) {
    return table
        .findProperty(TableProperty.CONTRACT)
        .map(TableMapping::fromJson)
        .map(mapping -> mapping.source().name())
        .orElse(table.id().name());
  }
}
