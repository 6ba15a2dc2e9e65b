package dev.firn.source.oracle.catalog;

import dev.firn.model.Column;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.Part;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.source.Obstacles;
import dev.firn.source.oracle.connect.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for tables whose changes would not come, or not whole, and says what mends that. */
public final class CaptureObstacles {

  /** LogMiner tells nothing of tables with longer names, and Debezium only warns of it. */
  private static final int MAX_NAME = 30;

  private final Set<String> indexOrganized;

  private CaptureObstacles(Set<String> indexOrganized) {
    this.indexOrganized = indexOrganized;
  }

  /** All of them can be loaded; what is found keeps them from being followed. */
  public static Obstacles find(Connection connection, String schema, List<TableSchema> tables)
      throws SQLException {
    Set<String> indexOrganized =
        Names.of(tables.stream().map(table -> table.id().name()).toList())
            .ask(
                new Dictionary(connection),
                DictionaryStatements.TABLES,
                DictionaryTable::of,
                schema)
            .stream()
            .filter(DictionaryTable::isIndexOrganized)
            .map(DictionaryTable::name)
            .collect(Collectors.toSet());
    CaptureObstacles obstacles = new CaptureObstacles(indexOrganized);
    Map<TableId, String> unfollowed = new HashMap<>();
    for (TableSchema table : tables) {
      obstacles.find(table).ifPresent(why -> unfollowed.put(table.id(), why));
    }
    return new Obstacles(unfollowed, Map.of());
  }

  private Optional<String> find(TableSchema table) {
    if (!table.canBeCaptured()) {
      return Optional.empty();
    }
    if (indexOrganized.contains(table.id().name())) {
      return Optional.of("it is index-organized, and Debezium does not capture such tables");
    }
    List<String> longNames =
        Stream.concat(Stream.of(table.id().name()), table.columns().stream().map(Column::name))
            .filter(name -> name.length() > MAX_NAME)
            .toList();
    if (!longNames.isEmpty()) {
      return Optional.of(
          "LogMiner tells nothing of tables with names of more than %d characters, such as %s. A shorter name has it followed"
              .formatted(MAX_NAME, String.join(", ", longNames)));
    }
    TableIdentity identity = table.identity();
    if (identity == null) {
      return Optional.empty();
    }
    String name = SqlName.quoted(table.id());
    if (identity.naming() != RowNaming.FULL) {
      return Optional.of(
          "its changes are not logged whole, so that events would lack values. ALTER TABLE %s ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS has it followed"
              .formatted(name));
    }
    return identity.parts().stream().allMatch(Part::logged)
        ? Optional.empty()
        : Optional.of(
            "what is written into it directly is not logged. ALTER TABLE %s LOGGING, or ALTER DATABASE FORCE LOGGING, has it followed"
                .formatted(name));
  }
}
