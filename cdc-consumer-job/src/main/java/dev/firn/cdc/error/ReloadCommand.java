package dev.firn.cdc.error;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.lake.LakeTable;
import dev.firn.model.ShellWord;
import dev.firn.model.TableNames;
import dev.firn.schema.TableMapping;
import java.util.List;

/** The commands that load tables anew, as messages name them: to be run as they are by a shell. */
public final class ReloadCommand {

  private ReloadCommand() {}

  public static String of(CapturedTable table) {
    return of(table.stream(), table.mapping().source().name());
  }

  public static String of(String source, LakeTable table) {
    return of(source, sourceName(table));
  }

  /**
   * @param table as the source spells it
   */
  public static String of(String source, String table) {
    return first(source, table) + " --no-resume";
  }

  /** Loads a table anew whose columns have types now that those of the lake do not hold. */
  public static String afresh(CapturedTable table) {
    return first(table.stream(), table.mapping().source().name()) + " --fresh-start --yes";
  }

  /** What a refusal says, with that in the place of the usual load. */
  public static String afreshIn(CapturedTable table, String refusal) {
    return refusal.replace(of(table), afresh(table));
  }

  /** What a refusal says, with what the load says of the table as it is now. */
  public static String obstructedIn(String refusal, String said) {
    // A refusal can come by here twice.
    return refusal.endsWith(said)
        ? refusal
        : refusal + " As the table is now, that load is refused: " + said;
  }

  /** Loads a table that the lake does not have. */
  public static String first(String source, String table) {
    return load(source) + " --tables " + argument(table);
  }

  private static String load(String source) {
    return "firn bulk-load --source " + ShellWord.quoted(source);
  }

  /** Loads every table of a source anew. */
  public static String all(String source) {
    return load(source) + " --no-resume";
  }

  /** A table as a value of an option. */
  public static String argument(String table) {
    return ShellWord.quoted(new TableNames(List.of(table)).text());
  }

  /** In the lake names are in lower case; the source knows only its own spelling. */
  private static String sourceName(LakeTable table) {
    return table
        .state()
        .findContract()
        .or(() -> table.state().findShapeContract().map(TableMapping::fromJson))
        .map(mapping -> mapping.source().name())
        .orElse(table.id().name());
  }
}
