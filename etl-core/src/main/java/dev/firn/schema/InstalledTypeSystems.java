package dev.firn.schema;

import dev.firn.model.DatabaseType;
import java.util.EnumMap;
import java.util.Map;
import java.util.ServiceLoader;

/** The type systems that came with Firn's own classes, whoever's thread asks for them. */
final class InstalledTypeSystems {

  private static final Map<DatabaseType, TypeSystem> BY_DATABASE =
      new EnumMap<>(DatabaseType.class);

  static {
    ServiceLoader.load(TypeSystem.class, TypeSystem.class.getClassLoader())
        .forEach(types -> BY_DATABASE.put(types.database(), types));
  }

  private InstalledTypeSystems() {}

  static TypeSystem of(DatabaseType database) {
    TypeSystem types = BY_DATABASE.get(database);
    if (types == null) {
      throw new IllegalStateException(
          "No types of "
              + database
              + " are named in META-INF/services/"
              + TypeSystem.class.getName());
    }
    return types;
  }
}
