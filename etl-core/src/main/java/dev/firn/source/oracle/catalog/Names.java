package dev.firn.source.oracle.catalog;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which tables of a schema a question to the dictionary is about: those whose names are like a
 * pattern, or some by their names, so that an answer takes no longer for all the others.
 *
 * @param like an SQL LIKE pattern, or null if the names count
 */
record Names(@Nullable String like, List<String> names) {

  /** In one question; always as many, so that the server knows the statement. */
  private static final int AT_ONCE = 100;

  private static final Pattern LIKE_NAME = Pattern.compile("([\\w.]+) LIKE :name ESCAPE '\\\\'");

  private static final String PLACES =
      IntStream.rangeClosed(1, AT_ONCE).mapToObj(i -> ":n" + i).collect(Collectors.joining(", "));

  Names {
    names = List.copyOf(names);
  }

  static Names like(String pattern) {
    return new Names(pattern, List.of());
  }

  static Names of(Collection<String> names) {
    return new Names(null, names.stream().distinct().sorted().toList());
  }

  /** The statement that asks for some names what another one asks for names like a pattern. */
  static String byName(String sql) {
    return LIKE_NAME.matcher(sql).replaceFirst("$1 IN (" + PLACES + ")");
  }

  /**
   * @param sql asks of the tables of an owner whose names are like a pattern, in this order
   */
  <T> List<T> ask(Dictionary dictionary, String sql, Dictionary.RowReader<T> reader, String owner)
      throws SQLException {
    if (like != null) {
      return dictionary.read(sql, reader, owner, like);
    }
    List<T> found = new ArrayList<>();
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      String[] parameters = new String[1 + AT_ONCE];
      parameters[0] = owner;
      for (int i = 0; i < AT_ONCE; i++) {
        parameters[1 + i] = names.get(Math.min(from + i, names.size() - 1));
      }
      found.addAll(dictionary.read(byName(sql), reader, parameters));
    }
    return found;
  }
}
