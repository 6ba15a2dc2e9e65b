package dev.firn.source.postgres.copy;

import dev.firn.model.ReadSplit;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.digest.DigestKind;
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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
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
  public static final int SUM_BYTES = 4 + 8 + 16 + 8;

  /** Digests of key and row, and the place. */
  public static final int ROW_BYTES = 8 + 16 + 6;

  /** Signature, flags and extension of a binary COPY, then number of columns and length. */
  private static final int HEADER = 19;

  /** Room for the buckets, and no more processes than were asked for. */
  private static final String SETTINGS =
      "SET LOCAL work_mem = '16MB'; SET LOCAL max_parallel_workers_per_gather = 0";

  private final Sql sql;
  private final String row;
  private final String key;
  private final long seed;
  private final RowDigest digest;

  /**
   * @param values the SQL of what digests are made of
   * @param key which of them are the key's
   */
  private RowDigests(Sql sql, List<String> values, List<Integer> key, long seed, RowDigest digest) {
    this.sql = sql;
    this.row = sql.digest(values, seed);
    this.key = sql.digest(key.stream().map(values::get).toList(), seed);
    this.seed = seed;
    this.digest = digest;
  }

  /** How digests of rows are made, and taken apart. */
  private enum Sql {
    /** Of the bytes in which {@code record_send} sends a row. */
    SAFE("sha256(record_send(%s))", "substr(k, 1, 8)", "substr(r, 1, 16)") {
      @Override
      String bucket(String key, int buckets) {
        return "(('x' || encode(substr(%s, 5, 4), 'hex'))::bit(32)::int4 & %d)"
            .formatted(key, buckets - 1);
      }

      @Override
      String sums(long seed) {
        return "substr(bit_send(bit_xor(('x' || encode(substr(r, 1, 16), 'hex'))::bit(128))), 5)"
            + " || int8send(0)";
      }
    },

    /** Of hashes of the columns, which cost the server half of what {@code record_send} does. */
    QUICK("hash_record_extended(%s, %d)", "int8send(k)", "int8send(r) || int8send(0)") {
      @Override
      String bucket(String key, int buckets) {
        return "(%s & %d)::int4".formatted(key, buckets - 1);
      }

      @Override
      String sums(long seed) {
        return "int8send(bit_xor(r)) || int8send(0) || int8send(sum((hashint8extended(r, %d) & %d)::int4))"
            .formatted(seed, SentHash.ADDEND);
      }
    };

    private final String digest;
    private final String keyBytes;
    private final String rowBytes;

    Sql(String digest, String keyBytes, String rowBytes) {
      this.digest = digest;
      this.keyBytes = keyBytes;
      this.rowBytes = rowBytes;
    }

    /** The lowest bits of a key's digest as a number. */
    abstract String bucket(String key, int buckets);

    /** What digests of rows come to: exclusive or of both halves, and the sum. */
    abstract String sums(long seed);

    /** The digest of a row of values. */
    String digest(List<String> values, long seed) {
      return digest.formatted(values.stream().collect(Collectors.joining(", ", "ROW(", ")")), seed);
    }
  }

  /**
   * @return empty if the server is too old, or if a value of the lake does not tell what it sent
   */
  public static Optional<RowDigests> find(
      Connection connection, TableMapping mapping, List<ReadSplit> splits, DigestKind kind)
      throws SQLException {
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
    List<Integer> types = types(connection, columns, splits.get(0));
    List<Integer> key = Arrays.stream(mapping.keyOrdinals()).boxed().toList();
    return kind == DigestKind.SAFE
        ? Optional.of(safe(columns, types, key))
        : quick(connection, columns, types, key);
  }

  private static RowDigests safe(
      List<ColumnMapping> columns, List<Integer> types, List<Integer> key) {
    List<SentRow.Column> all =
        IntStream.range(0, columns.size())
            .mapToObj(i -> new SentRow.Column(i, types.get(i), form(columns.get(i))))
            .toList();
    return new RowDigests(
        Sql.SAFE,
        columns.stream().map(CopyRead::selected).toList(),
        key,
        0,
        new SentDigest(new SentRow(all), new SentRow(key.stream().map(all::get).toList())));
  }

  private static Optional<RowDigests> quick(
      Connection connection, List<ColumnMapping> columns, List<Integer> types, List<Integer> key)
      throws SQLException {
    Map<Integer, String> sending = sending(connection, types);
    if (!sending.keySet().containsAll(types)) {
      return Optional.empty();
    }
    boolean isUnicode =
        "UTF8".equals(connection.unwrap(PGConnection.class).getParameterStatus("server_encoding"));
    List<HashedColumn> all =
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    new HashedColumn(
                        i,
                        form(columns.get(i)),
                        CopyRead.selected(columns.get(i)),
                        types.get(i),
                        sending.getOrDefault(types.get(i), "")))
            .toList();
    // What two rows hide by having one hash is found by the next look.
    long seed = ThreadLocalRandom.current().nextLong();
    return Optional.of(
        new RowDigests(
            Sql.QUICK,
            all.stream().map(column -> column.sql(isUnicode)).toList(),
            key,
            seed,
            new SentHash(all, key, seed)));
  }

  private static PostgresType type(ColumnMapping column) {
    return (PostgresType) column.columnType();
  }

  private static SentForm form(ColumnMapping column) {
    SentForm form = type(column).sentForm();
    if (form == null) {
      throw new IllegalStateException(column.column() + " has no form that can be told");
    }
    return form;
  }

  /** The numbers of the types of what is selected. */
  private static List<Integer> types(
      Connection connection, List<ColumnMapping> columns, ReadSplit split) throws SQLException {
    String selected =
        columns.stream()
            .map(column -> "pg_typeof(" + CopyRead.selected(column) + ")::oid::bigint")
            .collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT "
                    + selected
                    // Whatever the relation and its columns are called.
                    + " FROM (SELECT) AS one LEFT JOIN (SELECT * FROM ONLY "
                    + SqlName.quoted(split.relation())
                    + ") AS other ON false")) {
      row.next();
      List<Integer> types = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        types.add((int) row.getLong(i));
      }
      return types;
    }
  }

  /** The functions that send values of types. */
  private static Map<Integer, String> sending(Connection connection, List<Integer> types)
      throws SQLException {
    String wanted =
        types.stream().distinct().map(Integer::toUnsignedString).collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT t.oid::bigint, quote_ident(n.nspname) || '.' || quote_ident(p.proname)"
                    + " FROM pg_type t JOIN pg_proc p ON p.oid = t.typsend"
                    + " JOIN pg_namespace n ON n.oid = p.pronamespace"
                    + " WHERE t.oid IN ("
                    + wanted
                    + ")")) {
      Map<Integer, String> functions = new HashMap<>();
      while (row.next()) {
        functions.put((int) row.getLong(1), row.getString(2));
      }
      return functions;
    }
  }

  public RowDigest digest() {
    return digest;
  }

  /**
   * What the digests of a split's rows come to, by bucket. Without a bound the server would take
   * the rows themselves along to where they are put in groups, and keep them on its disk there.
   */
  public String sums(ReadSplit split, int buckets) {
    return one(
        "int4send(b) || int8send(n) || x",
        "SELECT b, count(*) AS n, %s AS x FROM (SELECT %s AS b, %s AS r%s OFFSET 0) AS d GROUP BY b"
            .formatted(sql.sums(seed), sql.bucket(key, buckets), row, CopyRead.from(split)));
  }

  /** The digests and places of a split's rows in some of the buckets. */
  public String rows(ReadSplit split, int buckets, BitSet wanted) {
    return one(
        sql.keyBytes + " || " + sql.rowBytes + " || tidsend(c)",
        "SELECT k, r, c FROM (SELECT %s AS k, %s AS r, ctid AS c%s) AS d WHERE %s"
            .formatted(key, row, CopyRead.from(split), isIn("k", buckets, wanted)));
  }

  /** The rows of a split that are in some of the buckets. */
  public ReadSplit within(ReadSplit split, int buckets, BitSet wanted) {
    return CopyRead.also(split, isIn(key, buckets, wanted));
  }

  private String isIn(String key, int buckets, BitSet wanted) {
    byte[] bits = Arrays.copyOf(wanted.toByteArray(), Math.max(1, buckets / Byte.SIZE));
    return "get_bit(decode('%s', 'hex'), %s) = 1"
        .formatted(HexFormat.of().formatHex(bits), sql.bucket(key, buckets));
  }

  private static String one(String value, String rows) {
    return "COPY (SELECT string_agg(%s, ''::bytea) FROM (%s) AS f) TO STDOUT (FORMAT BINARY)"
        .formatted(value, rows);
  }

  /** The one value that such a statement gives; empty if there is none. */
  public static byte[] read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
    }
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
