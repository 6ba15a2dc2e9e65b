package dev.firn.check.load;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of an application: which key it has, by what its changes are told apart, and of which
 * shape it is.
 */
record HarmlessTable(String name, Key key, Identity identity, Shape shape, Generated generated) {

  /** Which columns are its key. */
  enum Key {
    NONE(""),
    PRIMARY(", PRIMARY KEY (id)"),
    DEFERRABLE(", PRIMARY KEY (id) DEFERRABLE"),
    INCLUDING(", PRIMARY KEY (id) INCLUDE (code)"),
    GENERATED(", g int GENERATED ALWAYS AS (id + 1) STORED, PRIMARY KEY (id, g)");

    private final String columns;

    Key(String columns) {
      this.columns = columns;
    }
  }

  /** By what its changes are told apart. */
  enum Identity {
    DEFAULT,
    FULL,
    NOTHING,
    OTHER_INDEX,
    KEY_INDEX,
    DROPPED_INDEX
  }

  /** Of which relations it consists. */
  enum Shape {
    PLAIN,
    PARENT,
    PARTED,
    /** The partition has the identity, its root has not. */
    LEAF
  }

  /** Whether it has a column that is computed from others. */
  enum Generated {
    NONE(""),
    STORED(", extra int GENERATED ALWAYS AS (code * 2) STORED"),
    VIRTUAL(", extra int GENERATED ALWAYS AS (code * 2) VIRTUAL");

    private final String column;

    Generated(String column) {
      this.column = column;
    }
  }

  static List<HarmlessTable> all() {
    List<HarmlessTable> tables = new ArrayList<>();
    for (Key key : Key.values()) {
      for (Identity identity : Identity.values()) {
        for (Shape shape : Shape.values()) {
          for (Generated generated : Generated.values()) {
            tables.add(new HarmlessTable("t" + tables.size(), key, identity, shape, generated));
          }
        }
      }
    }
    return tables;
  }

  /** About that many of them, evenly from all. */
  static List<HarmlessTable> some(int wanted) {
    List<HarmlessTable> all = all();
    int step = Math.max(1, all.size() / wanted);
    List<HarmlessTable> some = new ArrayList<>();
    for (int i = 0; i < all.size(); i += step) {
      some.add(all.get(i));
    }
    return some;
  }

  private boolean isParted() {
    return shape == Shape.PARTED || shape == Shape.LEAF;
  }

  List<String> creation() {
    String columns =
        "(id int NOT NULL, code int NOT NULL, v text" + generated.column + key.columns + ")";
    List<String> statements = new ArrayList<>();
    statements.add(
        "CREATE TABLE shop." + name + columns + (isParted() ? " PARTITION BY RANGE (id)" : ""));
    if (isParted()) {
      statements.add(
          "CREATE TABLE shop.%1$s_leaf PARTITION OF shop.%1$s FOR VALUES FROM (0) TO (5)"
              .formatted(name));
      statements.add(
          "CREATE TABLE shop.%1$s_more PARTITION OF shop.%1$s FOR VALUES FROM (5) TO (1000)"
              .formatted(name));
    }
    if (shape == Shape.PARENT) {
      statements.add("CREATE TABLE shop.%1$s_child () INHERITS (shop.%1$s)".formatted(name));
    }
    for (String table : identified()) {
      statements.addAll(identity(table));
    }
    for (String table : written()) {
      statements.add(
          "INSERT INTO shop." + table + " (id, code, v) VALUES (1, 1, 'a'), (2, 2, 'b')");
      if (isParted()) {
        break;
      }
    }
    return statements;
  }

  /** The relations that have the replica identity. */
  private List<String> identified() {
    return switch (shape) {
      case LEAF -> List.of(name + "_leaf");
      case PARTED -> List.of(name, name + "_leaf", name + "_more");
      default -> List.of(name);
    };
  }

  private List<String> identity(String table) {
    String alter = "ALTER TABLE shop." + table + " REPLICA IDENTITY ";
    String index = "shop." + table + "_code";
    return switch (identity) {
      case DEFAULT -> List.of();
      case FULL -> List.of(alter + "FULL");
      case NOTHING -> List.of(alter + "NOTHING");
      case KEY_INDEX -> List.of(alter + "USING INDEX " + table + "_pkey");
      case OTHER_INDEX, DROPPED_INDEX -> {
        List<String> statements = new ArrayList<>();
        // A root must have the columns that it is partitioned by in a unique index.
        statements.add(
            "CREATE UNIQUE INDEX %s_code ON ONLY shop.%s (code, id)".formatted(table, table));
        statements.add(alter + "USING INDEX " + table + "_code");
        if (identity == Identity.DROPPED_INDEX) {
          statements.add("DROP INDEX " + index);
        }
        yield statements;
      }
    };
  }

  /** The relations that an application writes to. */
  private List<String> written() {
    return switch (shape) {
      case PLAIN -> List.of(name);
      case PARENT -> List.of(name, name + "_child");
      default -> List.of(name, name + "_leaf");
    };
  }

  /** What an application does; each is undone. */
  List<String> statements() {
    List<String> statements = new ArrayList<>();
    for (String target : written()) {
      String table = "shop." + target;
      boolean isLeaf = target.endsWith("_leaf");
      int id = isLeaf ? 3 : 7;
      statements.add("INSERT INTO %s (id, code, v) VALUES (%d, 7, 'new')".formatted(table, id));
      statements.add(
          "INSERT INTO %s (id, code, v) VALUES (1, 1, 'again') ON CONFLICT (id) DO UPDATE SET v = 'b'"
              .formatted(table));
      statements.add("UPDATE %s SET v = 'other'".formatted(table));
      statements.add("UPDATE %s SET v = 'other' WHERE id = 1".formatted(table));
      statements.add("UPDATE %s SET id = %d WHERE id = 1".formatted(table, id));
      statements.add("UPDATE %s SET code = 9 WHERE id = 1".formatted(table));
      statements.add("DELETE FROM %s WHERE id = 1".formatted(table));
      statements.add("TRUNCATE %s".formatted(table));
      if (!isLeaf) {
        statements.add("COPY %s (id, code, v) FROM STDIN".formatted(table));
      }
      statements.add(
          "MERGE INTO %s t USING (VALUES (1)) s(id) ON t.id = s.id WHEN MATCHED THEN DELETE"
              .formatted(table));
      statements.add("SELECT * FROM %s FOR UPDATE".formatted(table));
    }
    return statements;
  }
}
