package dev.firn.source;

import dev.firn.model.DatabaseType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.ServiceLoader;

/** The kinds of database that this build has a folder for. */
final class KnownDatabases {

  private static final Map<DatabaseType, DatabaseKind> ALL = load();

  private KnownDatabases() {}

  /** By this class's loader, because Spark's threads have others. */
  private static Map<DatabaseType, DatabaseKind> load() {
    Map<DatabaseType, DatabaseKind> kinds = new EnumMap<>(DatabaseType.class);
    ServiceLoader.load(DatabaseKind.class, KnownDatabases.class.getClassLoader())
        .forEach(kind -> kinds.put(kind.type(), kind));
    return kinds;
  }

  static Collection<DatabaseKind> all() {
    return ALL.values();
  }

  static DatabaseKind of(DatabaseType type) {
    DatabaseKind kind = ALL.get(type);
    if (kind == null) {
      throw new IllegalStateException("This build knows no database of type " + type);
    }
    return kind;
  }
}
