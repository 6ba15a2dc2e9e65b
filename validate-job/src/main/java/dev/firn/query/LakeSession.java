package dev.firn.query;

import dev.firn.error.CoreErrors;
import dev.firn.error.Failures;
import dev.firn.error.FirnException;
import dev.firn.error.Secrets;
import dev.firn.files.Directory;
import dev.firn.job.SparkSessions;
import dev.firn.lake.failure.LakeFailures;
import dev.firn.model.SourceNamespace;
import dev.firn.model.SparkName;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;

/** Spark, told of the lake's catalogs as the jobs tell it, for statements that people type. */
final class LakeSession implements AutoCloseable {

  /** Whatever begins with them reads, unless its tree holds a command. */
  private static final Set<String> QUERIES = Set.of("SELECT", "WITH", "FROM", "VALUES", "TABLE");

  /** Commands that change nothing but the session. */
  private static final Set<String> HARMLESS =
      Set.of("SHOW", "DESCRIBE", "DESC", "EXPLAIN", "USE", "SET", "RESET", "REFRESH");

  private final SparkSession spark;
  private final boolean writes;

  LakeSession(SparkSession spark, boolean writes) {
    this.spark = spark;
    this.writes = writes;
  }

  /**
   * @param writes false if statements that change the lake are refused
   * @throws FirnException if Spark does not start, the catalog does not answer, or there is nothing
   *     of the source yet
   */
  static LakeSession open(Place place, Directory home, boolean writes) {
    SparkConf conf = new SparkConf();
    for (String catalog : place.catalogs()) {
      SparkSessions.complete(conf, "firn sql", catalog, home);
    }
    place.catalog().ifPresent(name -> conf.setIfMissing("spark.sql.defaultCatalog", name));
    // Jobs run beside it, whose page has the port already.
    conf.setIfMissing("spark.ui.enabled", "false");
    requireBegun(conf, place);
    LakeSession session = new LakeSession(SparkSessions.start(conf), writes);
    try {
      session.enter(place);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
    return session;
  }

  /** Whoever only reads makes no catalog. */
  private static void requireBegun(SparkConf conf, Place place) {
    SourceNamespace namespace = place.namespace();
    if (namespace != null
        && SparkSessions.findEmbedded(conf, namespace.catalog()).stream()
            .anyMatch(file -> !Files.exists(file))) {
      throw CoreErrors.nothingIsThereToRead(namespace.toString(), String.valueOf(place.source()));
    }
  }

  private void enter(Place place) {
    SourceNamespace namespace = place.namespace();
    if (namespace == null) {
      return;
    }
    String name =
        Stream.concat(Stream.of(namespace.catalog()), namespace.levels().stream())
            .map(SparkName::quoted)
            .collect(Collectors.joining("."));
    try {
      var unused = spark.sql("USE " + name);
    } catch (Exception e) {
      // Spark's are checked, which Scala does not declare.
      throw e instanceof NoSuchNamespaceException
          ? CoreErrors.nothingIsThereToRead(namespace.toString(), String.valueOf(place.source()))
          : LakeFailures.findOutage(e)
              .orElseGet(() -> CoreErrors.catalogCannotBeOpened(namespace.catalog(), e));
    }
  }

  /**
   * Runs a statement.
   *
   * @param use what is done with its rows, which are fetched then
   * @throws FirnException if it writes and nobody has said that it may, if it is wrong, or fails
   */
  void run(Statement statement, Consumer<Dataset<Row>> use) {
    try {
      if (!writes && writes(statement)) {
        throw CoreErrors.statementWrites(statement.firstWord());
      }
      use.accept(spark.sql(statement.text()));
    } catch (Exception e) {
      throw failureOf(e);
    }
  }

  /** True if it may change more than this session. */
  private boolean writes(Statement statement) throws ParseException {
    // Its errors come first: of a statement that does not parse nobody knows what it would do.
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.SparkSession) spark)
            .sessionState()
            .sqlParser()
            .parsePlan(statement.text());
    String word = statement.firstWord();
    return !HARMLESS.contains(word)
        && !(QUERIES.contains(word) && !plan.exists(LakeSession::isCommand));
  }

  private static boolean isCommand(LogicalPlan node) {
    return node instanceof Command || node instanceof ParsedStatement;
  }

  private static RuntimeException failureOf(Exception failure) {
    Optional<FirnException> known = Failures.operatorError(failure);
    if (known.isPresent()) {
      return known.get();
    }
    return LakeFailures.findOutage(failure)
        .<RuntimeException>map(outage -> outage)
        .orElseGet(() -> CoreErrors.statementCannotRun(reason(failure), failure));
  }

  private static String reason(Exception failure) {
    if (failure instanceof ParseException wrong) {
      return Secrets.without(String.valueOf(wrong.getMessage()).strip());
    }
    // Without the plan, which its message ends with.
    return failure instanceof AnalysisException wrong
        ? Secrets.without(wrong.getSimpleMessage())
        : Failures.reason(failure);
  }

  /** Ends what runs now. */
  void cancel() {
    spark.sparkContext().cancelAllJobs();
  }

  @Override
  public void close() {
    spark.stop();
  }
}
