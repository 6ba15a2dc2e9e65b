package dev.firn.source.oracle.catalog;

import dev.firn.model.TableIdentity;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.util.Set;

/**
 * How long a row of a table is at most.
 *
 * @param bytes without large values
 * @param largeValues columns of which the driver fetches the beginning with the row
 */
public record RowWidth(long bytes, int largeValues) {

  /** Of a column of which the dictionary said nothing, as long as text can be. */
  private static final long UNKNOWN = 4000;

  private static final Set<String> LARGE = Set.of("CLOB", "NCLOB", "BLOB", "XMLTYPE");

  public static RowWidth of(TableMapping mapping) {
    TableIdentity identity = mapping.identity();
    long bytes = 0;
    int large = 0;
    for (ColumnMapping column : mapping.columns()) {
      if (LARGE.contains(column.type().name())) {
        large++;
      } else {
        bytes +=
            identity == null
                ? UNKNOWN
                : identity
                    .column(column.column())
                    .map(known -> DictionaryColumn.bytesOf(known.version()))
                    .orElse(UNKNOWN);
      }
    }
    return new RowWidth(bytes, large);
  }
}
