package dev.firn.source.oracle.catalog;

import dev.firn.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Where the rows of tables are stored. */
public final class TableStorage {

  private final Dictionary dictionary;

  /** Until the server says that the user may not. */
  private boolean seesAll = true;

  public TableStorage(Connection connection) {
    this.dictionary = new Dictionary(connection);
  }

  /**
   * What keeps the rows of a table now, in the order of the parts' numbers. If one of its leaves
   * has no segment, such as a partition that is a file, the table is in one piece: leaf by leaf the
   * rows of that one would be missing.
   */
  public List<TablePart> parts(TableId table) throws SQLException {
    List<DictionaryObject> objects = objects(table);
    List<DictionaryObject> leaves =
        leaves(objects, DictionaryObject::isSubpartition)
            .or(() -> leaves(objects, part -> !part.isWhole()))
            .orElse(objects);
    return leaves.stream().allMatch(leaf -> leaf.storage() != 0)
        ? leaves.stream().map(TablePart::of).toList()
        : objects.stream().filter(DictionaryObject::isWhole).map(TablePart::of).toList();
  }

  private static Optional<List<DictionaryObject>> leaves(
      List<DictionaryObject> objects, Predicate<DictionaryObject> which) {
    List<DictionaryObject> found = objects.stream().filter(which).toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /** The numbers of all segments of a table. */
  public Set<Long> segments(TableId table) throws SQLException {
    return objects(table).stream()
        .map(DictionaryObject::storage)
        .filter(segment -> segment != 0)
        .collect(Collectors.toSet());
  }

  private List<DictionaryObject> objects(TableId table) throws SQLException {
    if (seesAll) {
      try {
        return objects(DictionaryStatements.ALL_STORAGE, table);
      } catch (SQLException e) {
        if (!Dictionary.isHidden(e)) {
          throw e;
        }
        seesAll = false;
      }
    }
    return objects(DictionaryStatements.STORAGE, table);
  }

  private List<DictionaryObject> objects(String sql, TableId table) throws SQLException {
    return dictionary.read(sql, DictionaryObject::of, table.schema(), table.name());
  }

  /**
   * True if the past of a table is kept in other tables, as far as the user may see that. What it
   * was at an SCN comes from those too then, whose rows have other addresses and other partitions.
   */
  public boolean isArchived(TableId table) throws SQLException {
    for (String sql : List.of(DictionaryStatements.ARCHIVED, DictionaryStatements.OWN_ARCHIVED)) {
      try {
        return !dictionary
            .read(sql, row -> row.getString(1), table.schema(), table.name())
            .isEmpty();
      } catch (SQLException e) {
        if (!Dictionary.isHidden(e)) {
          throw e;
        }
      }
    }
    return false;
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
