package dev.firn.lake.keys;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Where rows are stored: data files and the positions of the rows in them. */
public final class RowPositions implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Numbers, as many as there are. */
  private static final class Positions implements Serializable {
    private static final long serialVersionUID = 1L;

    private long[] values = new long[16];
    private int count;

    void add(long value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }

    void add(Positions others) {
      for (int i = 0; i < others.count; i++) {
        add(others.values[i]);
      }
    }
  }

  private final Map<String, Positions> files = new HashMap<>();

  public void add(String file, long position) {
    of(file).add(position);
  }

  /** Adds the rows that another has found. */
  public void add(RowPositions others) {
    others.files.forEach((file, positions) -> of(file).add(positions));
  }

  private Positions of(String file) {
    return files.computeIfAbsent(file, name -> new Positions());
  }

  public boolean isEmpty() {
    return files.isEmpty();
  }

  /** The data files that have such rows. */
  Set<String> files() {
    return files.keySet();
  }

  /**
   * @param file one of {@link #files}
   */
  long[] positions(String file) {
    Positions positions = files.get(file);
    return positions == null ? new long[0] : Arrays.copyOf(positions.values, positions.count);
  }
}
