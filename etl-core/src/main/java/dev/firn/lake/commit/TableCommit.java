package dev.firn.lake.commit;

import dev.firn.error.CoreErrors;
import dev.firn.fault.FaultPoint;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.LakeTableId;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.iceberg.PendingUpdate;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door through which lake tables are changed. It never deletes a file, and a commit ends in
 * one of three ways:
 *
 * <ul>
 *   <li>it returns: the change is in the table, also if the catalog's answer was lost, or said that
 *       the commit has failed, and the change was found there;
 *   <li>it throws a {@link LostRaceException} that {@link LostRaceException#isRefused is refused}:
 *       nothing of the change is in the table or will be, so whoever has written files for it may
 *       delete them;
 *   <li>it throws one that is not: the catalog has not answered, and the change is not in the table
 *       now but may still come. Its files must stay. Who tries again on what the table is then
 *       loses that race, or wins it for good.
 * </ul>
 *
 * <p>A clock that is behind is told as such. All other failures, such as a catalog that cannot be
 * reached, pass through as they are; of them, too, nobody knows what the catalog will make.
 */
public final class TableCommit {

  private static final Logger LOG = LoggerFactory.getLogger(TableCommit.class);

  /** What Iceberg says of times in metadata that is not even sent to the catalog. */
  private static final Pattern CLOCK_IS_BEHIND =
      Pattern.compile(
          "Invalid update timestamp|Expected sorted (snapshot|previous metadata) log entries");

  private final LakeTableId table;
  private final @Nullable String step;
  private final BooleanSupplier isThere;

  private TableCommit(LakeTableId table, @Nullable String step, BooleanSupplier isThere) {
    this.table = table;
    this.step = step;
    this.isThere = isThere;
  }

  public static TableCommit to(LakeTableId table) {
    return new TableCommit(table, null, () -> false);
  }

  /**
   * The same with a name, {@code NAME.before} and {@code NAME.after}, at which tests may end it.
   */
  public TableCommit named(String name) {
    return new TableCommit(table, name, isThere);
  }

  /**
   * The same, which looks for the change when the catalog does not say what became of it.
   *
   * @param present asks the table as it is now
   */
  public TableCommit recognisedBy(BooleanSupplier present) {
    return new TableCommit(table, step, present);
  }

  /** Commits a change that stands alone. */
  public void run(PendingUpdate<?> update) {
    commit(update::commit);
  }

  /** Commits what the transaction has gathered. */
  public void run(Transaction transaction) {
    commit(transaction::commitTransaction);
  }

  /**
   * Takes last steps and commits the transaction.
   *
   * @param steps that can be refused because the table has moved, such as moving its main branch
   */
  public void run(Transaction transaction, Consumer<Transaction> steps) {
    commit(
        () -> {
          steps.accept(transaction);
          reached("before");
          transaction.commitTransaction();
          reached("after");
        });
  }

  private void commit(Runnable change) {
    long began = System.nanoTime();
    String result = "failed";
    try {
      attempt(change);
      result = "committed";
    } catch (LostRaceException e) {
      result = e.isRefused() ? "refused" : "unanswered";
      throw e;
    } finally {
      Metrics.ofProcess().count(Metric.ICEBERG_COMMITS, table.name(), result);
      Metrics.ofProcess()
          .observe(Metric.ICEBERG_COMMIT_DURATION, (System.nanoTime() - began) / 1e9);
    }
  }

  private void attempt(Runnable change) {
    try {
      change.run();
    } catch (AlreadyExistsException
        | IllegalArgumentException
        | ValidationException
        | CommitFailedException e) {
      if (CLOCK_IS_BEHIND.matcher(String.valueOf(e.getMessage())).find()) {
        throw CoreErrors.clockIsBehind(table, e);
      }
      // Clients of catalogs that send a commit again are told that it has failed, by itself.
      if (!isFound(e)) {
        throw LostRaceException.refused(table, String.valueOf(e.getMessage()), e);
      }
      LOG.warn("The catalog says that a commit of {} has failed, but it is there", table);
    } catch (CommitStateUnknownException e) {
      if (!isFound(e)) {
        throw LostRaceException.unanswered(table, e);
      }
      LOG.warn("The catalog's answer to a commit of {} was lost, but the commit is there", table);
    }
  }

  /**
   * @throws LostRaceException if the table cannot be looked at, so that nobody knows
   */
  private boolean isFound(RuntimeException failure) {
    try {
      return isThere.getAsBoolean();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      throw LostRaceException.unanswered(table, failure);
    }
  }

  private void reached(String where) {
    if (step != null) {
      FaultPoint.reached(step + "." + where, table.name());
    }
  }
}
