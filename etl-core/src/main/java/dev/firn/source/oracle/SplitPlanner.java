package dev.firn.source.oracle;

import static java.util.stream.Collectors.groupingBy;

import dev.firn.model.Column;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.Extent;
import dev.firn.source.oracle.catalog.TablePart;
import dev.firn.source.oracle.catalog.TableStorage;
import dev.firn.source.oracle.connect.OraFailure;
import dev.firn.source.oracle.read.OracleSplit;
import dev.firn.source.oracle.read.SelectStatement;
import dev.firn.source.oracle.read.Tiling;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts tables into slices of about equal size: by the addresses of their rows where the user may
 * see where they are stored, else by their partitions, else by the first column of the key, else
 * not at all.
 *
 * <p>It is to be asked after the SCN is known at which the slices are read: a partition that is
 * made later has no rows at it.
 */
final class SplitPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(SplitPlanner.class);

  /** Of a table whose rows are being moved. */
  private static final int LOOKS = 3;

  private final Connection connection;
  private final TableStorage storage;
  private final BigDecimal scn;

  SplitPlanner(Connection connection, BigDecimal scn) {
    this.connection = connection;
    this.storage = new TableStorage(connection);
    this.scn = scn;
  }

  /**
   * @param wanted slices of a big table; a small one gets fewer, a huge one more
   */
  List<OracleSplit> split(TableSchema table, int wanted) throws SQLException {
    TableId id = table.id();
    List<TablePart> parts = storage.parts(id);
    if (storage.isArchived(id)) {
      LOG.info("{} is read in one piece: it has a flashback archive", id);
      return List.of(
          Tiling.whole(id, parts.size() == 1 ? parts.get(0) : new TablePart("", false, 0)));
    }
    for (int look = 0; look < LOOKS; look++) {
      boolean stored = parts.stream().anyMatch(part -> part.storage() != 0);
      Optional<List<Extent>> extents = stored ? storage.findExtents(id) : Optional.empty();
      List<TablePart> now = storage.parts(id);
      if (now.equals(parts)) {
        return extents.isPresent() && hasOurAddresses(id, parts, extents.get())
            ? byAddress(id, parts, extents.get(), wanted)
            : withoutAddresses(table, parts, wanted);
      }
      parts = now;
    }
    return withoutAddresses(table, parts, wanted);
  }

  private static List<OracleSplit> byAddress(
      TableId table, List<TablePart> parts, List<Extent> extents, int wanted) {
    long blocks = Tiling.blocksPerSplit(extents, wanted);
    Map<String, List<Extent>> byPart = extents.stream().collect(groupingBy(Extent::part));
    List<OracleSplit> splits = new ArrayList<>();
    for (TablePart part : parts) {
      splits.addAll(
          Tiling.byAddress(table, part, byPart.getOrDefault(part.name(), List.of()), blocks));
    }
    return splits;
  }

  /** Compares an address with what the server makes of the same numbers. */
  private boolean hasOurAddresses(TableId table, List<TablePart> parts, List<Extent> extents)
      throws SQLException {
    for (TablePart part : parts) {
      for (Extent extent : extents) {
        if (extent.part().equals(part.name())) {
          String theirs = theirs(part, extent);
          String ours = Tiling.address(part, extent);
          if (!ours.equals(theirs)) {
            LOG.warn(
                "{} is not cut by addresses: the server writes {} for what would be {}",
                table,
                theirs,
                ours);
            return false;
          }
          break;
        }
      }
    }
    return true;
  }

  /** Or why the server makes none of such numbers. */
  private String theirs(TablePart part, Extent extent) throws SQLException {
    try {
      return storage.address(part, extent);
    } catch (SQLException e) {
      OraFailure failure = OraFailure.of(e);
      if (failure.isOfTheTable()) {
        return failure.text();
      }
      throw e;
    }
  }

  private List<OracleSplit> withoutAddresses(TableSchema table, List<TablePart> parts, int wanted)
      throws SQLException {
    TableId id = table.id();
    if (parts.size() > 1) {
      return parts.stream().map(part -> Tiling.whole(id, part)).toList();
    }
    TablePart whole = parts.isEmpty() ? new TablePart("", false, 0) : parts.get(0);
    Optional<String> column = findNumberOfKey(table);
    return column.isPresent() && wanted > 1
        ? byKey(id, whole, column.get(), wanted)
        : List.of(Tiling.whole(id, whole));
  }

  private List<OracleSplit> byKey(TableId table, TablePart whole, String column, int wanted)
      throws SQLException {
    SelectStatement ends = SelectStatement.ends(table, column, scn);
    try (PreparedStatement query = connection.prepareStatement(ends.sql())) {
      query.setBigDecimal(1, scn);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        BigDecimal least = row.getBigDecimal(1);
        BigDecimal greatest = row.getBigDecimal(2);
        return least == null || greatest == null
            ? List.of(Tiling.whole(table, whole))
            : Tiling.byKey(table, whole, new Tiling.KeyEnds(column, least, greatest), wanted);
      }
    } catch (SQLException e) {
      if (OraFailure.of(e).isOfTheTable()) {
        // Whoever reads it says so, and no other table is concerned.
        LOG.debug("{} is not cut", table, e);
        return List.of(Tiling.whole(table, whole));
      }
      throw e;
    }
  }

  private static Optional<String> findNumberOfKey(TableSchema table) {
    return table.primaryKey().stream()
        .findFirst()
        .filter(
            name ->
                table.columns().stream()
                    .filter(column -> column.name().equals(name))
                    .map(Column::type)
                    .anyMatch(type -> type.name().equals("NUMBER")));
  }
}
