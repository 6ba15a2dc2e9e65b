package dev.firn.check.ddl;

import dev.firn.endtoend.compare.Database;
import java.sql.Connection;
import java.util.List;

/**
 * For a while the publication does not send all operations, which concerns every table of it: each
 * is put aside until it is loaded again.
 */
record AlteredPublication(FirnJobs jobs, Database database, List<TableHistory> tables) {

  /** True if each is put aside for that, and its reload makes it equal. */
  boolean isSeen(ReadConnector connector, long seed) throws Exception {
    String alter = "ALTER PUBLICATION " + connector.publication() + " SET (publish = '%s')";
    database.execute(alter.formatted("insert"));
    try (Connection connection = database.connect()) {
      for (TableHistory table : tables) {
        table.change(connection);
        table.facts().leftPublication();
      }
    }
    database.execute(alter.formatted("insert, update, delete, truncate"));
    jobs.follow("5s");
    Verdict verdict = new Verdict(jobs, database, tables);
    boolean isRight = verdict.reach();
    System.out.println("After the publication was altered: " + verdict.result(seed));
    return isRight;
  }
}
