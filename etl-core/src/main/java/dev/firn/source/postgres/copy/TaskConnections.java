package dev.firn.source.postgres.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the connection of a Spark task that reads several slices one after the other, because to
 * log in costs more than to read a small table. It stays in its transaction, at the same instant,
 * and ends with the task.
 */
final class TaskConnections {

  private static final Logger LOG = LoggerFactory.getLogger(TaskConnections.class);
  private static final Map<Long, Idle> IDLE = new ConcurrentHashMap<>();
  private static final Set<Long> WATCHED = ConcurrentHashMap.newKeySet();

  private TaskConnections() {}

  /**
   * @param instant what the connection is of, and sees
   */
  private record Idle(String instant, Connection connection) {}

  /** A connection that an earlier slice of this task has left; null if there is none. */
  static @Nullable Connection take(CopyRead read) {
    TaskContext task = TaskContext.get();
    Idle idle = task == null ? null : IDLE.remove(task.taskAttemptId());
    if (idle == null || idle.instant().equals(instant(read))) {
      return idle == null ? null : idle.connection();
    }
    close(idle.connection());
    return null;
  }

  /** Keeps it for the next slice, or closes it where there is no task that could have one. */
  static void leave(CopyRead read, Connection connection) {
    TaskContext task = TaskContext.get();
    if (task == null || task.isInterrupted() || task.isCompleted()) {
      close(connection);
      return;
    }
    long attempt = task.taskAttemptId();
    if (WATCHED.add(attempt)) {
      task.addTaskCompletionListener(
          ended -> {
            WATCHED.remove(attempt);
            Idle idle = IDLE.remove(attempt);
            if (idle != null) {
              close(idle.connection());
            }
          });
    }
    Idle other = IDLE.put(attempt, new Idle(instant(read), connection));
    if (other != null) {
      close(other.connection());
    }
  }

  private static String instant(CopyRead read) {
    return read.endpoint() + " " + read.snapshotName() + " " + read.visibleTransactions();
  }

  static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // The rows were counted already; a connection that will not close changes nothing.
      LOG.debug("Closing failed", e);
    }
  }
}
