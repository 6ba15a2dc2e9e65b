package dev.firn.validate.content;

import dev.firn.error.Failures;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import dev.firn.source.SplitRead;
import dev.firn.source.SplitRows;
import dev.firn.source.digest.DigestSums;
import dev.firn.source.digest.RowBatch;
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
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
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

  private final Lazily<JavaRDD<InternalRow>> rows;
  private final Lazily<Optional<JavaRDD<RowBatch>>> batches;
  private final int jobsAtOnce;
  private final int maxPiecesPerJob;
  private final String what;
  private final Retry retry;

  private RowScan(
      Lazily<JavaRDD<InternalRow>> rows,
      Lazily<Optional<JavaRDD<RowBatch>>> batches,
      int jobsAtOnce,
      int maxPiecesPerJob,
      String what,
      Retry retry) {
    this.rows = rows;
    this.batches = batches;
    this.jobsAtOnce = jobsAtOnce;
    this.maxPiecesPerJob = maxPiecesPerJob;
    this.what = what;
    this.retry = retry;
  }

  /** What is made when it is first asked for, while the other side is read already. */
  private static final class Lazily<T> {
    private final Supplier<T> maker;
    private @Nullable T made;

    Lazily(Supplier<T> maker) {
      this.maker = maker;
    }

    synchronized T get() {
      T known = made;
      if (known == null) {
        known = maker.get();
        made = known;
      }
      return known;
    }
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
    return new RowScan(
        new Lazily<>(() -> rows), new Lazily<>(Optional::empty), atOnce, 1, what, retry);
  }

  /**
   * The rows of a lake table.
   *
   * @param made is asked for them when they are first read, because Spark takes a while to plan
   *     that
   */
  public static RowScan ofLake(Supplier<Dataset<Row>> made, String what) {
    Lazily<Dataset<Row>> rows = new Lazily<>(made);
    return new RowScan(
        new Lazily<>(() -> rows.get().queryExecution().toRdd().toJavaRDD()),
        new Lazily<>(() -> RowBatches.find(rows.get())),
        LAKE_JOBS_AT_ONCE,
        Integer.MAX_VALUE,
        what,
        ONCE);
  }

  /** Those of the rows that are in some buckets of keys. */
  RowScan within(RowDigest digest, int buckets, BitSet wanted) {
    return new RowScan(
        new Lazily<>(() -> within(rows.get(), digest, buckets, wanted)),
        new Lazily<>(Optional::empty),
        jobsAtOnce,
        maxPiecesPerJob,
        what,
        retry);
  }

  // What travels to the tasks is made where it cannot take this along.

  private static JavaRDD<InternalRow> within(
      JavaRDD<InternalRow> rows, RowDigest digest, int buckets, BitSet wanted) {
    return rows.filter(row -> wanted.get(DigestSums.bucket(digest.keyOf(row), buckets)));
  }

  /** What a task finds out about the rows of a piece. */
  interface Work<R> extends Serializable {
    R of(int piece, Iterator<InternalRow> rows);
  }

  List<Integer> pieces() {
    return pieces(rows.get());
  }

  private static List<Integer> pieces(JavaRDD<?> all) {
    return IntStream.range(0, all.getNumPartitions()).boxed().toList();
  }

  /**
   * Reads pieces.
   *
   * @param bytes about as much as each result takes
   * @param each is told the results as they come, one at a time
   */
  <R> void run(String job, Collection<Integer> pieces, int bytes, Work<R> work, Consumer<R> each) {
    JavaRDD<R> results =
        rows.get()
            .mapPartitionsWithIndex(
                (piece, piecesRows) -> List.of(work.of(piece, piecesRows)).iterator(), false);
    run(job, pieces, bytes, results, each);
  }

  /** Makes digests of all rows, of columns where they are read as such. */
  void addUp(RowDigest digest, int buckets, Consumer<DigestSums> each) {
    JavaRDD<DigestSums> sums =
        batches
            .get()
            .map(columns -> ofBatches(columns, digest, buckets))
            .orElseGet(() -> ofRows(rows.get(), digest, buckets));
    run("add up", pieces(sums), DigestSums.BYTES_PER_BUCKET * buckets, sums, each);
  }

  private static JavaRDD<DigestSums> ofBatches(
      JavaRDD<RowBatch> batches, RowDigest digest, int buckets) {
    return batches.mapPartitions(
        piece -> List.of(DigestSums.ofBatches(piece, digest, buckets)).iterator());
  }

  private static JavaRDD<DigestSums> ofRows(
      JavaRDD<InternalRow> rows, RowDigest digest, int buckets) {
    return rows.mapPartitions(piece -> List.of(DigestSums.of(piece, digest, buckets)).iterator());
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
                  results.context().setJobDescription(job + " " + what);
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
