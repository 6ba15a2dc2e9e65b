package dev.firn.source;

import dev.firn.model.TableSchema;
import dev.firn.schema.NumberProfile;
import java.util.List;
import java.util.Map;

/** Finds out how large the numbers of tables are; it holds on to what it asks with. */
public interface NumberMeasure extends AutoCloseable {

  /**
   * How large the numbers of some columns are.
   *
   * @return by column
   */
  Map<String, NumberProfile> of(TableSchema table, List<String> columns);

  @Override
  void close();
}
