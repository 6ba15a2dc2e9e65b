package dev.firn.source.oracle;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.source.oracle.catalog.AlterationMarks;
import dev.firn.source.oracle.catalog.ReadPrivileges;
import dev.firn.source.oracle.catalog.TableDiscovery;
import dev.firn.source.oracle.connect.OracleErrors;
import dev.firn.source.oracle.connect.OracleVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at once a table was read: whether it was the same one all the time, and whether
 * the user saw all of it.
 */
final class ClosingLook {

  private final Connection connection;
  private final OracleVersion server;
  private final String scn;

  /**
   * @param scn at which the table was read
   */
  ClosingLook(Connection connection, OracleVersion server, String scn) {
    this.connection = connection;
    this.server = server;
    this.scn = scn;
  }

  /**
   * A table as it was found before the SCN.
   *
   * @param identity null if nobody looked
   * @param mark by which it is noticed that it was altered; null if nobody looked
   */
  record Before(@Nullable TableIdentity identity, @Nullable String mark) {}

  /**
   * @param planned the table as its read was planned
   */
  void assertWhole(
      TableId table, @Nullable TableIdentity planned, Before before, List<ReadSplit> splits)
      throws SQLException {
    Optional<TableSchema> now = new TableDiscovery(connection, server).findTable(table);
    if (now.isEmpty()
        || !isSame(planned, now.get().identity())
        || !isSame(before.identity(), now.get().identity())
        || !hasMark(table, before.mark())) {
      throw OracleErrors.tableIsAltered(table, scn);
    }
    Arrangement arrangement = new Arrangement(connection);
    if (!arrangement.isUnmoved(table, splits) || !arrangement.hasAllOf(table, before.identity())) {
      throw OracleErrors.tableIsRearranged(table, scn);
    }
    // An SCN fixes rows, but no privileges and no policies: those of now are applied to it.
    String hidden =
        new ReadPrivileges(connection, server).find(table.schema(), List.of(table)).get(table);
    if (hidden != null) {
      throw OracleErrors.tableIsHidden(table, scn, hidden);
    }
  }

  private boolean hasMark(TableId table, @Nullable String before) throws SQLException {
    return before == null
        || before.equals(AlterationMarks.of(connection, List.of(table)).get(table));
  }

  /** The same table of the same history of the database, with the columns it had. */
  private static boolean isSame(@Nullable TableIdentity then, @Nullable TableIdentity now) {
    return then == null
        || now == null
        || (then.object() == now.object()
            && then.mayBeOnServerOf(now)
            && then.columns().equals(now.columns()));
  }
}
