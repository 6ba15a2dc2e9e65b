package dev.firn.cdc.testing;

import dev.firn.cdc.event.EventPlace;
import dev.firn.model.LogPlace;
import dev.firn.source.postgres.log.PostgresLog;

/** Places of events in the log of a PostgreSQL source; -1 stands for what an event does not say. */
public final class Places {

  private Places() {}

  public static EventPlace at(
      int partition, long offset, long lsn, long lastCommit, long transaction, long millis) {
    return new EventPlace(partition, offset, inLog(lsn, lastCommit, transaction), millis);
  }

  /** What is known of a transaction by its id alone. */
  public static LogPlace transaction(long id) {
    return inLog(-1, -1, id);
  }

  private static LogPlace inLog(long lsn, long lastCommit, long transaction) {
    return new LogPlace(PostgresLog.INSTANCE, lsn, lastCommit, transaction);
  }
}
