package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Where the rows of tables are stored. */
public final class TableStorage {

  private final Dictionary dictionary;

  public TableStorage(Connection connection) {
    this.dictionary = new Dictionary(connection);
  }

  /** What keeps the rows of a table now, in the order of the parts' numbers. */
  public List<TablePart> parts(TableId table) throws SQLException {
    List<DictionaryObject> objects =
        dictionary.read(
            DictionaryStatements.STORAGE, DictionaryObject::of, table.schema(), table.name());
    List<TablePart> stored =
        objects.stream().filter(part -> part.storage() != 0).map(TablePart::of).toList();
    return stored.isEmpty()
        ? objects.stream().filter(DictionaryObject::isWhole).map(TablePart::of).toList()
        : stored;
  }

  /** The extents of all its parts; empty if the user may not see them. */
  public Optional<List<Extent>> findExtents(TableId table) throws SQLException {
    try {
      return Optional.of(
          dictionary.read(
              DictionaryStatements.EXTENTS,
              row ->
                  new Extent(
                      Dictionary.text(row, "PARTITION_NAME"),
                      row.getLong("RELATIVE_FNO"),
                      row.getLong("BLOCK_ID"),
                      row.getLong("BLOCKS")),
              table.schema(),
              table.name()));
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The server's own text of the address of an extent's first row. */
  public String address(TablePart part, Extent extent) throws SQLException {
    return dictionary
        .read(
            DictionaryStatements.ROWID,
            row -> row.getString(1),
            Long.toString(part.storage()),
            Long.toString(extent.file()),
            Long.toString(extent.block()))
        .get(0);
  }
}
