package dev.firn.cdc.decode;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with the fields of an object. Those of a table's events come in the same order
 * nearly always, so what was found for the field of a place is looked at before anything is
 * searched by name.
 */
final class FieldOrder<T> {

  private static final int MAX_PLACES = 2048;

  private final Function<String, T> meanings;
  private @Nullable String[] names = new @Nullable String[16];
  private @Nullable Object[] found = new @Nullable Object[16];

  /**
   * @param meanings what a field of a name is, always the same
   */
  FieldOrder(Function<String, T> meanings) {
    this.meanings = meanings;
  }

  /**
   * @param place of the field in its object, from 0
   */
  @SuppressWarnings("unchecked")
  T meaning(int place, String name) {
    if (place < names.length && name.equals(names[place])) {
      return (T) found[place];
    }
    T meaning = meanings.apply(name);
    if (place < MAX_PLACES) {
      if (place >= names.length) {
        names = Arrays.copyOf(names, 2 * place);
        found = Arrays.copyOf(found, 2 * place);
      }
      names[place] = name;
      found[place] = meaning;
    }
    return meaning;
  }
}
