package dev.firn.query;

import dev.firn.config.ConfigLoader;
import dev.firn.error.ConfigException;
import dev.firn.model.SourceNamespace;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a session sees: the catalogs of all sources, and the namespace in which names without one
 * are looked for.
 *
 * @param source whose namespace that is; null for none
 */
record Place(@Nullable String source, @Nullable SourceNamespace namespace, Set<String> catalogs) {

  /**
   * @param source null for the only one there is, if there is only one
   */
  static Place of(ConfigLoader config, @Nullable String source) {
    List<String> names = config.sourceNames();
    String chosen = source == null && names.size() == 1 ? names.get(0) : source;
    SourceNamespace namespace = chosen == null ? null : config.loadNamespace(chosen);
    Set<String> catalogs = new LinkedHashSet<>();
    if (namespace != null) {
      catalogs.add(namespace.catalog());
    }
    names.stream().flatMap(name -> catalogOf(config, name)).forEach(catalogs::add);
    return new Place(chosen, namespace, catalogs);
  }

  /** Nothing where another source's variable is not set, which is no reason to see none. */
  private static Stream<String> catalogOf(ConfigLoader config, String source) {
    try {
      return Stream.of(config.loadNamespace(source).catalog());
    } catch (ConfigException e) {
      return Stream.empty();
    }
  }

  /** The catalog in which names are looked for that do not say it. */
  Optional<String> catalog() {
    return namespace != null
        ? Optional.of(namespace.catalog())
        : Optional.of(catalogs).filter(all -> all.size() == 1).map(all -> all.iterator().next());
  }

  @Override
  public String toString() {
    return namespace != null ? namespace.toString() : String.join(", ", catalogs);
  }
}
