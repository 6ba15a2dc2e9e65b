package dev.firn.source.oracle.read;

import dev.firn.model.ReadSplit;
import dev.firn.pace.ByteRate;
import dev.firn.schema.TableMapping;
import dev.firn.source.oracle.connect.OracleEndpoint;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One table to be read with {@code SELECT}.
 *
 * @param scn that every statement names
 * @param fetchRows how many rows come with each round trip
 * @param rate at which all readers of the run together take them
 */
public record SelectRead(
    OracleEndpoint endpoint, BigDecimal scn, TableMapping mapping, int fetchRows, ByteRate rate)
    implements Serializable {

  /** Its slices, in the order of the splits. */
  public List<SelectSplitRead> slices(List<ReadSplit> splits) {
    return IntStream.range(0, splits.size())
        .mapToObj(i -> new SelectSplitRead(this, (OracleSplit) splits.get(i), i))
        .toList();
  }
}
