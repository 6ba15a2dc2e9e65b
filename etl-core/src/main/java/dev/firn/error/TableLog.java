package dev.firn.error;

import dev.firn.model.TableId;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Which table the lines are about that a thread logs until this is closed. */
public final class TableLog implements AutoCloseable {

  /** As layouts of logs know it. */
  public static final String KEY = "table";

  private final @Nullable String before = MDC.get(KEY);

  private TableLog(TableId table) {
    MDC.put(KEY, table.toString());
  }

  public static TableLog of(TableId table) {
    return new TableLog(table);
  }

  @Override
  public void close() {
    if (before == null) {
      MDC.remove(KEY);
    } else {
      MDC.put(KEY, before);
    }
  }
}
