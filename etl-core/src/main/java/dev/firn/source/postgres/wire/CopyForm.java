package dev.firn.source.postgres.wire;

/** In which of its forms a COPY selects a value. */
public enum CopyForm {
  /** The binary form of its type, as the {@code *send} functions of PostgreSQL write it. */
  BINARY {
    @Override
    public String select(String name) {
      return name;
    }
  },

  /**
   * The text of the output function, which is what the stream shows; a cast to text may be another
   * one.
   */
  SERVER_TEXT {
    @Override
    public String select(String name) {
      // num_nulls, because a composite of NULLs "IS NULL".
      return "CASE WHEN num_nulls(" + name + ") = 0 THEN format('%s', " + name + ") END";
    }
  };

  /**
   * The SQL that selects a column.
   *
   * @param name of the column, quoted
   */
  public abstract String select(String name);
}
