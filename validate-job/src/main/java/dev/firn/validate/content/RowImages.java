package dev.firn.validate.content;

import dev.firn.row.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;

/** The rows of some keys on one side at one instant. */
public final class RowImages {

  private final RowShape shape;
  private final RowHash hash;
  private final KeyNames names;
  private final UnsafeProjection binary;
  private final Map<RowKey, List<Image>> images = new HashMap<>();

  /** A row and its hash. */
  private record Image(long high, long low, InternalRow values) {

    boolean isSameAs(Image other) {
      return high == other.high && low == other.low;
    }
  }

  public RowImages(RowShape shape) {
    this.shape = shape;
    this.hash = new RowHash(shape);
    this.names = KeyNames.ofRows(shape);
    this.binary = UnsafeProjection.create(shape.type());
  }

  /** Takes a row, which is copied. */
  public void add(InternalRow row) {
    hash.take(row);
    images
        .computeIfAbsent(names.of(row), key -> new ArrayList<>(1))
        .add(new Image(hash.high(), hash.low(), binary.apply(row).copy()));
  }

  /** Takes a row if its key is one of those that are wanted. */
  public void addIfIn(Set<RowKey> wanted, InternalRow row) {
    if (wanted.contains(names.of(row))) {
      add(row);
    }
  }

  /** Takes what others have of a key. */
  public void take(RowKey key, RowImages others) {
    List<Image> theirs = others.ofKey(key);
    if (!theirs.isEmpty()) {
      images.put(key, theirs);
    }
  }

  /** True if the other side, or the other instant, has the same rows of a key. */
  public boolean isSame(RowKey key, RowImages other) {
    List<Image> left = new ArrayList<>(ofKey(key));
    for (Image image : other.ofKey(key)) {
      int like = indexOf(left, image);
      if (like < 0) {
        return false;
      }
      left.remove(like);
    }
    return left.isEmpty();
  }

  private static int indexOf(List<Image> images, Image like) {
    for (int i = 0; i < images.size(); i++) {
      if (images.get(i).isSameAs(like)) {
        return i;
      }
    }
    return -1;
  }

  private List<Image> ofKey(RowKey key) {
    return images.getOrDefault(key, List.of());
  }

  public int count(RowKey key) {
    return ofKey(key).size();
  }

  /** The rows of a key as Spark shows them. */
  public List<Row> rows(RowKey key) {
    return ofKey(key).stream().map(image -> NamedRows.external(image.values(), shape)).toList();
  }

  /** How the rows of a key in the lake differ from those of the source, which these are. */
  public DifferenceKind kind(RowKey key, RowImages lake) {
    return DifferenceKind.of(count(key), lake.count(key));
  }

  /** Rows of a key that one side has more; where both have as many, rows that differ. */
  public long differing(RowKey key, RowImages lake) {
    int surplus = Math.abs(count(key) - lake.count(key));
    return surplus > 0
        ? surplus
        : ofKey(key).stream().filter(image -> indexOf(lake.ofKey(key), image) < 0).count();
  }
}
