package dev.firn.validate.content;

import dev.firn.error.Failures;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.source.SplitRead;
import dev.firn.source.SplitRows;
import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.RowBatches;
import dev.firn.source.digest.RowDigest;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one side at one instant, in pieces that Spark tasks read; they can be read again.
 * What a task finds out about its rows comes to the driver, the rows do not.
 */
public final class RowScan {

  /** What one job may bring to the driver at once. */
  private static final long MAX_RESULT_BYTES = 16L << 20;

  private static final int LAKE_JOBS_AT_ONCE = 4;

  private static final Retry ONCE = new Retry(new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO));

  private final JavaRDD<InternalRow> rows;
  private final @Nullable JavaRDD<ColumnarBatch> batches;
  private final int jobsAtOnce;
  private final int maxPiecesPerJob;
  private final Consumer<String> started;
  private final String what;
  private final Retry retry;

  private RowScan(
      JavaRDD<InternalRow> rows,
      @Nullable JavaRDD<ColumnarBatch> batches,
      int jobsAtOnce,
      int maxPiecesPerJob,
      String what,
      Retry retry) {
    this.rows = rows;
    this.batches = batches;
    this.jobsAtOnce = jobsAtOnce;
    this.maxPiecesPerJob = maxPiecesPerJob;
    this.started = job -> rows.context().setJobDescription(job + " " + what);
    this.what = what;
    this.retry = retry;
  }

  /**
   * The rows of a source's slices.
   *
   * @param atOnce connections to the source at one time
   * @param retry how a slice that was broken off is read again
   */
  public static RowScan ofSource(
      SparkSession spark, List<SplitRead> reads, int atOnce, String what, Retry retry) {
    JavaRDD<InternalRow> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(reads, Math.max(1, reads.size()))
            .mapPartitions(SourceRows::new);
    return new RowScan(rows, null, atOnce, 1, what, retry);
  }

  public static RowScan ofLake(Dataset<Row> rows, String what) {
    return new RowScan(
        rows.queryExecution().toRdd().toJavaRDD(),
        RowBatches.find(rows).orElse(null),
        LAKE_JOBS_AT_ONCE,
        Integer.MAX_VALUE,
        what,
        ONCE);
  }

  /** Those of the rows that are in some buckets of keys. */
  RowScan within(RowDigest digest, int buckets, BitSet wanted) {
    JavaRDD<InternalRow> some =
        rows.filter(row -> wanted.get(DigestSums.bucket(digest.keyOf(row), buckets)));
    return new RowScan(some, null, jobsAtOnce, maxPiecesPerJob, what, retry);
  }

  /** What a task finds out about the rows of a piece. */
  interface Work<R> extends Serializable {
    R of(int piece, Iterator<InternalRow> rows);
  }

  List<Integer> pieces() {
    return IntStream.range(0, rows.getNumPartitions()).boxed().toList();
  }

  /**
   * Reads pieces.
   *
   * @param bytes about as much as each result takes
   * @param each is told the results as they come, one at a time
   */
  <R> void run(String job, Collection<Integer> pieces, int bytes, Work<R> work, Consumer<R> each) {
    JavaRDD<R> results =
        rows.mapPartitionsWithIndex(
            (piece, piecesRows) -> List.of(work.of(piece, piecesRows)).iterator(), false);
    run(job, pieces, bytes, results, each);
  }

  /** Makes digests of all rows, of columns where they are read as such. */
  void addUp(RowDigest digest, int buckets, Consumer<DigestSums> each) {
    JavaRDD<DigestSums> sums =
        batches == null
            ? rows.mapPartitions(piece -> List.of(DigestSums.of(piece, digest, buckets)).iterator())
            : batches.mapPartitions(
                piece -> List.of(DigestSums.ofBatches(piece, digest, buckets)).iterator());
    run("add up", pieces(), DigestSums.BYTES_PER_BUCKET * buckets, sums, each);
  }

  private <R> void run(
      String job, Collection<Integer> pieces, int bytes, JavaRDD<R> results, Consumer<R> each) {
    List<int[]> jobs = jobs(List.copyOf(pieces), bytes);
    if (jobs.isEmpty()) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(jobsAtOnce, jobs.size()));
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int[] piecesOfJob : jobs) {
        running.add(
            threads.submit(
                () -> {
                  started.accept(job);
                  // What a try that failed has found is not told to anybody.
                  List<R>[] all =
                      retry.run(
                          job + " " + what, attempt -> results.collectPartitions(piecesOfJob));
                  for (List<R> found : all) {
                    synchronized (each) {
                      found.forEach(each);
                    }
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception known
          ? Failures.unchecked(known)
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while rows were compared", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<int[]> jobs(List<Integer> pieces, int bytes) {
    int perJob = (int) Math.max(1, Math.min(maxPiecesPerJob, MAX_RESULT_BYTES / bytes));
    List<int[]> jobs = new ArrayList<>();
    for (int from = 0; from < pieces.size(); from += perJob) {
      jobs.add(
          pieces.subList(from, Math.min(pieces.size(), from + perJob)).stream()
              .mapToInt(Integer::intValue)
              .toArray());
    }
    return jobs;
  }

  /** The rows of slices of the source, one slice after the other. */
  private static final class SourceRows implements Iterator<InternalRow> {
    private final Iterator<SplitRead> reads;
    private @Nullable SplitRows open;

    SourceRows(Iterator<SplitRead> reads) {
      this.reads = reads;
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
    }

    private void close() {
      if (open != null) {
        open.close();
      }
    }

    @Override
    public boolean hasNext() {
      while (true) {
        SplitRows rows = open;
        if (rows != null && rows.hasNext()) {
          return true;
        }
        if (rows != null) {
          rows.close();
          open = null;
        }
        if (!reads.hasNext()) {
          return false;
        }
        open = reads.next().open();
      }
    }

    @Override
    public InternalRow next() {
      if (!hasNext() || open == null) {
        throw new NoSuchElementException();
      }
      return open.next();
    }
  }
}
