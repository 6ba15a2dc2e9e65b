package dev.firn.bulkload.level;

import dev.firn.row.RowKey;
import dev.firn.schema.TableMapping;
import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.RowDigest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/** Makes of the rows of a lake table the digests that the source makes of its own, in tasks. */
final class LakeDigests {

  /** Of so many pieces the square root still fits. */
  private static final int MANY = 400;

  private final JavaRDD<InternalRow> rows;
  private final TableMapping mapping;
  private final RowDigest digest;

  /**
   * @param rows in the mapping's columns
   */
  LakeDigests(Dataset<Row> rows, TableMapping mapping, RowDigest digest) {
    this.rows = rows.queryExecution().toRdd().toJavaRDD();
    this.mapping = mapping;
    this.digest = digest;
  }

  /** A row by its digests. */
  record Digested(long key, long high, long low) implements Serializable {}

  DigestSums sums(int buckets) {
    return sums(rows, digest, buckets);
  }

  // What travels to the tasks is made where it cannot take this along.

  private static DigestSums sums(JavaRDD<InternalRow> rows, RowDigest digest, int buckets) {
    if (rows.getNumPartitions() == 0) {
      return new DigestSums(buckets);
    }
    // Each is as large as all together, and the driver takes only so much at once.
    int levels = rows.getNumPartitions() > MANY ? 3 : 2;
    return rows.mapPartitions(piece -> List.of(DigestSums.of(piece, digest, buckets)).iterator())
        .treeReduce(DigestSums::plus, levels);
  }

  /** The rows that are in some of the buckets. */
  List<Digested> rows(int buckets, BitSet wanted) {
    return rows(rows, digest, buckets, wanted);
  }

  private static List<Digested> rows(
      JavaRDD<InternalRow> rows, RowDigest digest, int buckets, BitSet wanted) {
    return rows.mapPartitions(
            piece -> {
              List<Digested> found = new ArrayList<>();
              while (piece.hasNext()) {
                digest.take(piece.next());
                if (wanted.get(DigestSums.bucket(digest.key(), buckets))) {
                  found.add(new Digested(digest.key(), digest.high(), digest.low()));
                }
              }
              return found.iterator();
            })
        .collect();
  }

  /** The keys that have these digests, of those that the lake has. */
  List<RowKey> keys(Set<Long> digests) {
    StructType all = mapping.lakeSchema();
    int[] ordinals = mapping.keyOrdinals();
    StructField[] fields =
        Arrays.stream(ordinals).mapToObj(i -> all.fields()[i]).toArray(StructField[]::new);
    Function1<Object, Object> external =
        CatalystTypeConverters.createToScalaConverter(new StructType(fields));
    return keys(rows, digest, digests, ordinals, fields).stream()
        .map(found -> key((Row) external.apply(found)))
        .distinct()
        .toList();
  }

  private static List<InternalRow> keys(
      JavaRDD<InternalRow> rows,
      RowDigest digest,
      Set<Long> digests,
      int[] ordinals,
      StructField[] fields) {
    return rows.mapPartitions(piece -> found(piece, digest, digests, projection(ordinals, fields)))
        .collect();
  }

  private static Iterator<InternalRow> found(
      Iterator<InternalRow> rows, RowDigest digest, Set<Long> digests, UnsafeProjection key) {
    List<InternalRow> found = new ArrayList<>();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      digest.take(row);
      if (digests.contains(digest.key())) {
        found.add(key.apply(row).copy());
      }
    }
    return found.iterator();
  }

  private static UnsafeProjection projection(int[] ordinals, StructField[] fields) {
    List<Expression> columns = new ArrayList<>();
    for (int i = 0; i < ordinals.length; i++) {
      columns.add(new BoundReference(ordinals[i], fields[i].dataType(), true));
    }
    return UnsafeProjection.create(CollectionConverters.asScala(columns).toSeq());
  }

  private static RowKey key(Row row) {
    @Nullable Object[] values = new @Nullable Object[row.length()];
    Arrays.setAll(values, row::get);
    return new RowKey(values);
  }
}
