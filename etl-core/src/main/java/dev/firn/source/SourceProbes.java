package dev.firn.source;

import dev.firn.model.TableId;
import dev.firn.schema.AmbiguousEncoding;

/** Asks for values that events may not have carried as they are. */
public interface SourceProbes {

  /** Of which rows something is true at this moment. */
  RowProbe.Answer ask(RowProbe question);

  /** Whether something is true of any row of a table at this moment. */
  TableProbe.Answer ask(TableProbe question);

  /** True if the server has values that are sent as others. */
  boolean has(AmbiguousEncoding what);

  /**
   * True if a column may hold values that are sent as others: no constraint says that it does not.
   */
  boolean mayHold(AmbiguousEncoding what, TableId table, String column);
}
