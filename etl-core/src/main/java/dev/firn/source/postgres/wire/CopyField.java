package dev.firn.source.postgres.wire;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How the values of one column are read out of the bytes of a tuple; chosen once, when the read
 * begins.
 *
 * <p>A column has one lake type, so there is a base for each of them, with the one method for that
 * type, and {@link #value} for callers that do not know it. Source of the formats: the {@code
 * *send} functions of PostgreSQL.
 */
public abstract class CopyField {

  /** Of values that have as many bytes as they need. */
  static final int VARIABLE = -1;

  private final int width;

  private CopyField(int width) {
    this.width = width;
  }

  /** How many bytes each value has; negative if they have as many as they need. */
  public final int width() {
    return width;
  }

  public boolean booleanAt(byte[] bytes, int at) {
    throw otherType();
  }

  public int intAt(byte[] bytes, int at) {
    throw otherType();
  }

  public long longAt(byte[] bytes, int at) {
    throw otherType();
  }

  public float floatAt(byte[] bytes, int at) {
    throw otherType();
  }

  public double doubleAt(byte[] bytes, int at) {
    throw otherType();
  }

  public Decimal decimalAt(byte[] bytes, int at) {
    throw otherType();
  }

  public UTF8String textAt(byte[] bytes, int at, int length) {
    throw otherType();
  }

  public byte[] binaryAt(byte[] bytes, int at, int length) {
    throw otherType();
  }

  public ArrayData arrayAt(byte[] bytes, int at, int length) {
    throw otherType();
  }

  public InternalRow structAt(byte[] bytes, int at, int length) {
    throw otherType();
  }

  /** The value as Spark keeps it inside, whatever its type. */
  public abstract Object value(byte[] bytes, int at, int length);

  private UnsupportedOperationException otherType() {
    return new UnsupportedOperationException(
        getClass().getName() + " was asked for a value of another type");
  }

  /** Truth values. */
  public abstract static class Booleans extends CopyField {
    protected Booleans() {
      super(1);
    }

    @Override
    public abstract boolean booleanAt(byte[] bytes, int at);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return booleanAt(bytes, at);
    }
  }

  /** What has 32 bits in the lake. */
  public abstract static class Ints extends CopyField {
    /**
     * @param width how many bytes each value has
     */
    protected Ints(int width) {
      super(width);
    }

    @Override
    public abstract int intAt(byte[] bytes, int at);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return intAt(bytes, at);
    }
  }

  /** What has 64 bits in the lake. */
  public abstract static class Longs extends CopyField {
    /**
     * @param width how many bytes each value has
     */
    protected Longs(int width) {
      super(width);
    }

    @Override
    public abstract long longAt(byte[] bytes, int at);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return longAt(bytes, at);
    }
  }

  /** Binary fractions of 32 bits. */
  public abstract static class Floats extends CopyField {
    protected Floats() {
      super(Float.BYTES);
    }

    @Override
    public abstract float floatAt(byte[] bytes, int at);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return floatAt(bytes, at);
    }
  }

  /** Binary fractions of 64 bits. */
  public abstract static class Doubles extends CopyField {
    protected Doubles() {
      super(Double.BYTES);
    }

    @Override
    public abstract double doubleAt(byte[] bytes, int at);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return doubleAt(bytes, at);
    }
  }

  /** Decimals. */
  public abstract static class Decimals extends CopyField {
    protected Decimals() {
      super(VARIABLE);
    }

    @Override
    public abstract Decimal decimalAt(byte[] bytes, int at);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return decimalAt(bytes, at);
    }
  }

  /** What is text in the lake. */
  public abstract static class Texts extends CopyField {
    protected Texts() {
      this(VARIABLE);
    }

    private Texts(int width) {
      super(width);
    }

    @Override
    public abstract UTF8String textAt(byte[] bytes, int at, int length);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return textAt(bytes, at, length);
    }
  }

  /** Text that arrives as it is; it is not copied. */
  public static final class PlainTexts extends Texts {
    @Override
    public UTF8String textAt(byte[] bytes, int at, int length) {
      return UTF8String.fromBytes(bytes, at, length);
    }
  }

  /** Writes the text of a value that arrives in another form. */
  @FunctionalInterface
  public interface Writing {
    String text(byte[] bytes, int at, int length);
  }

  /** Text that is written here. */
  public static final class WrittenTexts extends Texts {
    private final Writing writing;

    public WrittenTexts(Writing writing) {
      this(VARIABLE, writing);
    }

    /**
     * @param width how many bytes each value has
     */
    public WrittenTexts(int width, Writing writing) {
      super(width);
      this.writing = writing;
    }

    @Override
    public UTF8String textAt(byte[] bytes, int at, int length) {
      return UTF8String.fromString(writing.text(bytes, at, length));
    }
  }

  /** Bytes. */
  public abstract static class Binaries extends CopyField {
    protected Binaries() {
      super(VARIABLE);
    }

    @Override
    public abstract byte[] binaryAt(byte[] bytes, int at, int length);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return binaryAt(bytes, at, length);
    }
  }

  /** Lists. */
  public abstract static class Lists extends CopyField {
    protected Lists() {
      super(VARIABLE);
    }

    @Override
    public abstract ArrayData arrayAt(byte[] bytes, int at, int length);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return arrayAt(bytes, at, length);
    }
  }

  /** What has several parts in the lake. */
  public abstract static class Structs extends CopyField {
    protected Structs() {
      super(VARIABLE);
    }

    @Override
    public abstract InternalRow structAt(byte[] bytes, int at, int length);

    @Override
    public final Object value(byte[] bytes, int at, int length) {
      return structAt(bytes, at, length);
    }
  }
}
