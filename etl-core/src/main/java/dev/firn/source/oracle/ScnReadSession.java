package dev.firn.source.oracle;

import dev.firn.model.ReadPoint;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.pace.ByteRate;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceRows;
import dev.firn.source.SplitCounts;
import dev.firn.source.SplitRead;
import dev.firn.source.oracle.catalog.AlterationMarks;
import dev.firn.source.oracle.catalog.RowWidth;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.source.oracle.connect.OracleErrors;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.log.OracleReadPoint;
import dev.firn.source.oracle.log.OracleScn;
import dev.firn.source.oracle.read.FetchSize;
import dev.firn.source.oracle.read.SelectRead;
import dev.firn.source.oracle.read.SelectSource;
import dev.firn.source.oracle.read.SelectStatement;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SCN that every statement names. Nothing is held open for it: the server keeps what it needs
 * as long as it can, and says so when it cannot any more.
 */
final class ScnReadSession implements ReadSession {

  private static final Logger LOG = LoggerFactory.getLogger(ScnReadSession.class);

  private final OracleEndpoint endpoint;
  private final OracleReadPoint readPoint;
  private final BigDecimal scn;
  private final ToIntFunction<TableId> fetchSize;

  /** Tables as they were found before the SCN, by whoever looks at them again after it. */
  private final Map<TableId, TableIdentity> before;

  /** By which it is noticed that one of them was altered since. */
  private final Map<TableId, String> marks;

  private ByteRate rate = ByteRate.UNLIMITED;

  private ScnReadSession(
      OracleEndpoint endpoint,
      OracleReadPoint readPoint,
      ToIntFunction<TableId> fetchSize,
      Map<TableId, TableIdentity> before,
      Map<TableId, String> marks) {
    this.endpoint = endpoint;
    this.readPoint = readPoint;
    this.scn = new BigDecimal(readPoint.position().number());
    this.fetchSize = fetchSize;
    this.before = before;
    this.marks = marks;
  }

  /**
   * At the SCN that the database has come to.
   *
   * @param tables as they were found before; what they are when they are read must be that too, so
   *     that they were that at the SCN
   */
  static ScnReadSession open(
      OracleEndpoint endpoint, OracleDatabase.SessionSettings settings, List<TableSchema> tables) {
    Map<TableId, TableIdentity> before = new HashMap<>();
    for (TableSchema table : tables) {
      if (table.identity() != null) {
        before.put(table.id(), table.identity());
      }
    }
    return open(endpoint, settings, before, null);
  }

  /**
   * The same behind the beginning of a connector, once all transactions have ended that were open
   * then. It may not have what they had written before; all of that is seen at the read point.
   *
   * @param begun what was committed later is sent by the connector
   */
  static ScnReadSession openBehind(
      OracleEndpoint endpoint, OracleDatabase.SessionSettings settings, OracleScn begun) {
    return open(endpoint, settings, Map.of(), begun);
  }

  private static ScnReadSession open(
      OracleEndpoint endpoint,
      OracleDatabase.SessionSettings settings,
      Map<TableId, TableIdentity> before,
      @Nullable OracleScn begun) {
    return endpoint.ask(
        "fix a read point in " + endpoint,
        connection -> {
          if (begun != null) {
            // One that began at this SCN may have written before the connector looked.
            OpenTransactions.awaitEnd(connection, endpoint, begun.next(), settings.patience());
            LOG.info("All transactions that began before SCN {} have ended", begun.text());
          }
          Map<TableId, String> marks = AlterationMarks.of(connection, before.keySet());
          OracleReadPoint readPoint =
              new OracleReadPoint(
                  CurrentPosition.of(connection, endpoint), settings.clock().instant(), begun);
          if (begun != null && !readPoint.position().isAfter(begun)) {
            throw OracleErrors.connectorIsAhead(
                endpoint, begun.text(), readPoint.position().text());
          }
          LOG.info("Reading at SCN {}", readPoint.position().text());
          return new ScnReadSession(endpoint, readPoint, settings.fetchSize(), before, marks);
        });
  }

  @Override
  public ReadPoint readPoint() {
    return readPoint;
  }

  @Override
  public long countRows(TableId table) {
    try (Connection connection = endpoint.open();
        PreparedStatement count =
            connection.prepareStatement(SelectStatement.count(table, scn).sql())) {
      count.setBigDecimal(1, scn);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw OracleErrors.readIsBrokenOff(table, scn.toPlainString(), e);
    }
  }

  @Override
  public Set<TableId> findRearranged(Map<TableId, List<ReadSplit>> splits) {
    return endpoint.ask(
        "ask for the partitions",
        connection -> {
          Arrangement arrangement = new Arrangement(connection);
          Set<TableId> rearranged = new HashSet<>();
          for (Map.Entry<TableId, List<ReadSplit>> cut : splits.entrySet()) {
            TableId table = cut.getKey();
            if (!arrangement.isAsPlanned(table, cut.getValue())
                || !arrangement.hasAllOf(table, before.get(table))) {
              rearranged.add(table);
            }
          }
          return rearranged;
        });
  }

  /** Nothing sends changes by names. */
  @Override
  public Map<TableId, String> findSenders(Collection<TableId> tables) {
    return Map.of();
  }

  @Override
  public SourceRows read(SparkSession spark, TableMapping mapping, List<ReadSplit> splits) {
    SplitCounts counts = new SplitCounts();
    spark.sparkContext().register(counts);
    return new SourceRows(
        SelectSource.read(spark, selectRead(mapping), splits, counts), counts::total);
  }

  @Override
  public List<SplitRead> splitReads(TableMapping mapping, List<ReadSplit> splits) {
    return List.copyOf(selectRead(mapping).slices(splits));
  }

  private SelectRead selectRead(TableMapping mapping) {
    RowWidth width = RowWidth.of(mapping);
    return new SelectRead(
        endpoint,
        scn,
        mapping,
        FetchSize.rows(
            width.bytes(),
            width.largeValues(),
            OracleEndpoint.LOB_PREFETCH_BYTES,
            fetchSize.applyAsInt(mapping.source())),
        rate);
  }

  @Override
  public void limitTo(ByteRate wanted) {
    rate = wanted;
  }

  /** Nothing is held that could be lost. */
  @Override
  public void assertAlive() {
    LOG.debug("SCN {} is what it was", scn);
  }

  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public void assertWhole(TableMapping mapping, List<ReadSplit> splits) {
    TableId table = mapping.source();
    endpoint.ask(
        "look at " + table + " after it was read",
        connection -> {
          new ClosingLook(connection, OracleVersion.of(connection), scn.toPlainString())
              .assertWhole(
                  table,
                  mapping.identity(),
                  new ClosingLook.Before(before.get(table), marks.get(table)),
                  splits);
          return table;
        });
  }

  @Override
  public void close() {
    LOG.debug("Nothing is held for SCN {}", scn);
  }
}
