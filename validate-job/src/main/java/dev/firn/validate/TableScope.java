package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of a source's tables a run is about.
 *
 * @param like an SQL LIKE pattern on the name, or null for all
 * @param names the only tables wanted; empty for all
 */
record TableScope(@Nullable String like, List<String> names) {

  TableScope {
    names = List.copyOf(names);
  }

  /** Tables that a load of the source would take, too. */
  List<TableSchema> among(List<TableSchema> found, SourceConfig source) {
    return found.stream()
        .filter(
            table -> table.canBeCaptured() || source.bulkLoad().alsoLoaded().contains(table.kind()))
        .filter(table -> !source.excludes(table.id().name()))
        .filter(table -> names.isEmpty() || names.contains(table.id().name()))
        .toList();
  }

  /** True of a table that only the lake has. */
  boolean includes(TableId table) {
    return (names.isEmpty() || names.contains(table.name()))
        && (like == null || pattern(like).matcher(table.name()).matches());
  }

  /** Names that were asked for and are no table's. */
  Set<String> unknown(List<TableId> known) {
    Set<String> unknown = new TreeSet<>(names);
    known.forEach(table -> unknown.remove(table.name()));
    return unknown;
  }

  /** What the database makes of a pattern. */
  private static Pattern pattern(String like) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < like.length(); i++) {
      char character = like.charAt(i);
      if (character == '%') {
        regex.append(".*");
      } else if (character == '_') {
        regex.append('.');
      } else {
        boolean isEscape = character == '\\' && i + 1 < like.length();
        regex.append(Pattern.quote(String.valueOf(isEscape ? like.charAt(++i) : character)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
