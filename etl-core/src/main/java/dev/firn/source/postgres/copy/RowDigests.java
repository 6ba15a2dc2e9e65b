package dev.firn.source.postgres.copy;

import dev.firn.model.ReadSplit;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.digest.RowDigest;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.type.PostgresType;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.SentForm;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * SQL by which the server makes digests of the bytes in which it would send rows, the same that
 * {@code COPY} selects. All that a statement finds comes as one value, because every row of a
 * result costs more than what is in it.
 */
public final class RowDigests {

  /** The first with an aggregate of exclusive ors. */
  private static final int MIN_SERVER_VERSION = 14;

  /** Bucket, number of rows, and what their digests come to. */
  public static final int SUM_BYTES = 4 + 8 + 16;

  /** Digests of key and row, and the place. */
  public static final int ROW_BYTES = 8 + 16 + 6;

  /** Signature, flags and extension of a binary COPY, then number of columns and length. */
  private static final int HEADER = 19;

  private final String digests;
  private final RowDigest digest;

  private RowDigests(String digests, RowDigest digest) {
    this.digests = digests;
    this.digest = digest;
  }

  /**
   * @return empty if the server is too old, or if a value of the lake does not tell what it sent
   */
  public static Optional<RowDigests> find(
      Connection connection, TableMapping mapping, List<ReadSplit> splits) throws SQLException {
    List<ColumnMapping> columns = mapping.columns();
    boolean canTell =
        columns.stream().allMatch(column -> type(column).sentForm() != null) && mapping.hasKey();
    if (!canTell
        || splits.isEmpty()
        || connection
                .unwrap(org.postgresql.core.BaseConnection.class)
                .getQueryExecutor()
                .getServerVersionNum()
            < MIN_SERVER_VERSION) {
      return Optional.empty();
    }
    List<Integer> objects = objects(connection, columns, splits.get(0));
    List<SentDigest.Column> all =
        IntStream.range(0, columns.size())
            .mapToObj(i -> column(columns.get(i), i, objects.get(i)))
            .toList();
    List<Integer> key = Arrays.stream(mapping.keyOrdinals()).boxed().toList();
    String sql =
        "SELECT %s AS k, %s AS r, ctid AS c"
            .formatted(digest(key.stream().map(columns::get).toList()), digest(columns));
    return Optional.of(
        new RowDigests(sql, new SentDigest(all, key.stream().map(all::get).toList())));
  }

  private static PostgresType type(ColumnMapping column) {
    return (PostgresType) column.columnType();
  }

  private static SentDigest.Column column(ColumnMapping column, int ordinal, int object) {
    SentForm form = type(column).sentForm();
    if (form == null) {
      throw new IllegalStateException(column.column() + " has no form that can be told");
    }
    return new SentDigest.Column(ordinal, object, form);
  }

  /** The numbers of the types of what is selected. */
  private static List<Integer> objects(
      Connection connection, List<ColumnMapping> columns, ReadSplit split) throws SQLException {
    String types =
        columns.stream()
            .map(column -> "pg_typeof(" + CopyRead.selected(column) + ")::oid::bigint")
            .collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT "
                    + types
                    + " FROM (SELECT 1) AS one LEFT JOIN ONLY "
                    + SqlName.quoted(split.relation())
                    + " ON false")) {
      row.next();
      List<Integer> objects = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        objects.add((int) row.getLong(i));
      }
      return objects;
    }
  }

  private static String digest(List<ColumnMapping> columns) {
    return columns.stream()
        .map(CopyRead::selected)
        .collect(Collectors.joining(", ", "sha256(record_send(ROW(", ")))"));
  }

  public RowDigest digest() {
    return digest;
  }

  /** What the digests of a split's rows come to, by bucket. */
  public String sums(ReadSplit split, int buckets) {
    return one(
        "int4send(b) || int8send(n) || substr(bit_send(x), 5)",
        "SELECT %s AS b, count(*) AS n, bit_xor(('x' || encode(substr(r, 1, 16), 'hex'))::bit(128)) AS x"
                .formatted(bucket(buckets))
            + " FROM ("
            + digests
            + CopyRead.from(split)
            + ") AS d GROUP BY 1");
  }

  /** The digests and places of a split's rows in some of the buckets. */
  public String rows(ReadSplit split, int buckets, BitSet wanted) {
    byte[] bits = Arrays.copyOf(wanted.toByteArray(), Math.max(1, buckets / Byte.SIZE));
    return one(
        "substr(k, 1, 8) || substr(r, 1, 16) || tidsend(c)",
        "SELECT k, r, c FROM ("
            + digests
            + CopyRead.from(split)
            + ") AS d WHERE get_bit('\\x"
            + HexFormat.of().formatHex(bits)
            + "'::bytea, "
            + bucket(buckets)
            + ") = 1");
  }

  /** The lowest bits of the key's digest as a number. */
  private static String bucket(int buckets) {
    return "(('x' || encode(substr(k, 5, 4), 'hex'))::bit(32)::int4 & %d)".formatted(buckets - 1);
  }

  private static String one(String value, String rows) {
    return "COPY (SELECT string_agg(%s, ''::bytea) FROM (%s) AS f) TO STDOUT (FORMAT BINARY)"
        .formatted(value, rows);
  }

  /** The one value that such a statement gives; empty if there is none. */
  public static byte[] read(Connection connection, String sql) throws SQLException {
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part = copy.readFromCopy(); part != null; part = copy.readFromCopy()) {
      all.writeBytes(part);
    }
    byte[] bytes = all.toByteArray();
    int length = CopyBytes.int32(bytes, HEADER + Short.BYTES);
    int from = HEADER + Short.BYTES + Integer.BYTES;
    return length < 0 ? new byte[0] : Arrays.copyOfRange(bytes, from, from + length);
  }
}
