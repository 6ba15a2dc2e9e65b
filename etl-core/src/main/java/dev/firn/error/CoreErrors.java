package dev.firn.error;

import dev.firn.model.LakeTableId;
import dev.firn.model.RelationKind;
import dev.firn.model.TableId;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that can go wrong in what the jobs share, as an operator reads it: configuration, sources,
 * the lake, locks, and tables and values that cannot be carried. What a kind of database says is in
 * its folder.
 */
public final class CoreErrors {

  private CoreErrors() {}

  // Configuration

  /** A file whose content is wrong, in however many places. */
  public static ConfigException fileHasProblems(String file, List<String> problems) {
    return new ConfigException(ErrorCode.CONFIG_HAS_PROBLEMS, file, problems);
  }

  /** A configuration file that nobody has created yet. */
  public static ConfigException fileIsMissing(String file, String template) {
    return new ConfigException(
        ErrorCode.FILE_IS_MISSING,
        "Cannot read %s: it does not exist. Create it with \"cp %s %s\" and fill it in."
            .formatted(file, template, file));
  }

  /** A configuration file in another encoding. */
  public static ConfigException fileIsNoText(String file) {
    return new ConfigException(
        ErrorCode.FILE_IS_UNREADABLE,
        "Cannot read " + file + ": it is not UTF-8 text. Convert it.");
  }

  /** A configuration file that the operating system does not give out. */
  public static ConfigException fileIsUnreadable(String file, Exception cause) {
    return new ConfigException(
        ErrorCode.FILE_IS_UNREADABLE,
        "Cannot read %s: %s. Make it a file that this user may read.".formatted(file, cause));
  }

  /** A file that is about to be written, and that somebody has written already. */
  public static ConfigException fileIsThere(String file) {
    return new ConfigException(
        ErrorCode.FILE_IS_THERE,
        "Cannot write %s: it exists, and is never overwritten. Move it away, or name another directory with --config."
            .formatted(file));
  }

  /** A form of logs that nobody can write. */
  public static ConfigException logFormatIsUnknown(String variable, String said) {
    return new ConfigException(
        ErrorCode.SETTING_IS_UNKNOWN,
        "Cannot log as \"%s\": %s knows text and json. Set one of them, or unset it."
            .formatted(said, variable));
  }

  /** A profile of which there is nothing to lay over the configuration. */
  public static ConfigException profileIsUnknown(String profile, String sources, String clusters) {
    return new ConfigException(
        ErrorCode.PROFILE_IS_UNKNOWN,
        "Cannot use profile %s: neither %s nor %s exists. Create one of them with what is different, or leave out --profile and FIRN_PROFILE."
            .formatted(profile, sources, clusters));
  }

  /** A profile that could be no part of a file's name. */
  public static ConfigException profileIsNoName(String profile, String expectation) {
    return new ConfigException(
        ErrorCode.PROFILE_IS_UNKNOWN,
        "Cannot use profile \"%s\": expected %s. Change --profile or FIRN_PROFILE."
            .formatted(profile, expectation));
  }

  /** A configuration file that nobody has put into a store yet. */
  public static ConfigException fileIsNotThere(String file) {
    return new ConfigException(
        ErrorCode.FILE_IS_MISSING,
        ("Cannot read %s: it does not exist. Put it there, from the template of that name in"
                + " Firn's directory config, or say with --config where it is.")
            .formatted(file));
  }

  /** A store that has not said whether it has a file, or what is in it. */
  public static UnavailableException storeGivesNoAnswer(String file, Exception cause) {
    return UnavailableException.transientFailure(
        ErrorCode.STORE_GIVES_NO_ANSWER,
        ("Cannot read %s: %s. Check that the store runs, its settings spark.hadoop.*, and that this"
                + " user may read there.")
            .formatted(file, cause),
        cause);
  }

  /**
   * A secret store that refuses, or that cannot be reached.
   *
   * @param store with its address
   * @param why as a clause, without anything that it was sent
   * @param canPass true if it may answer later
   */
  public static UnavailableException secretStoreGivesNoAnswer(
      String store, String why, boolean canPass, @Nullable Exception cause) {
    return new UnavailableException(
        ErrorCode.SECRET_STORE_GIVES_NO_ANSWER,
        "Cannot read a secret from %s: %s. docs/CONFIGURATION.md says how it is asked."
            .formatted(store, why),
        cause,
        canPass);
  }

  /** A URI of a kind for which the driver has no jars. */
  public static ConfigException storeIsUnknown(String file, Exception cause) {
    return new ConfigException(
        ErrorCode.STORE_IS_UNKNOWN,
        ("Cannot reach %s: the driver has no jar for URIs of that kind (%s). Add its jars to the"
                + " class path of the driver, for s3a:// with FIRN_LIBS=s3,s3a, or write the URI"
                + " otherwise.")
            .formatted(file, cause.getMessage()));
  }

  /**
   * A driver that runs somewhere on a cluster, and of which nobody has said where its files are.
   */
  public static ConfigException homeIsNotNamed() {
    return new ConfigException(
        ErrorCode.HOME_IS_NOT_NAMED,
        "Cannot run with --deploy-mode cluster: FIRN_HOME is not set, and the working directory of"
            + " the driver is lost with it. Set FIRN_HOME to a URI that all machines reach, such as"
            + " hdfs:///firn or s3a://lake/firn: with --conf spark.yarn.appMasterEnv.FIRN_HOME=… on"
            + " YARN, --conf spark.kubernetes.driverEnv.FIRN_HOME=… on Kubernetes, in the"
            + " environment of spark-submit on a standalone cluster.");
  }

  /** An embedded lakehouse in what is no directory of this machine. */
  public static ConfigException catalogCannotBeEmbeddedIn(String catalog, String home) {
    String setting = "spark.sql.catalog." + catalog;
    return new ConfigException(
        ErrorCode.CATALOG_CANNOT_BE_EMBEDDED,
        ("Cannot use catalog %s: %s is not set, and FIRN_HOME is %s, where no catalog can be"
                + " embedded. Set %s and what belongs to it with --spark-conf or in"
                + " spark-defaults.conf, or set FIRN_HOME to a directory of this machine.")
            .formatted(catalog, setting, home, setting));
  }

  /**
   * A name that was asked for and that the file does not have.
   *
   * @param noun what it names
   * @param suggestion the name that was perhaps meant, as a phrase; may be empty
   */
  public static ConfigException nameIsUnknown(
      String noun, String name, String file, String suggestion, Collection<String> known) {
    return new ConfigException(
        ErrorCode.NAME_IS_UNKNOWN,
        "Cannot find %s \"%s\" in %s%s Known %ss are [%s]."
            .formatted(
                noun,
                name,
                file,
                suggestion.isEmpty() ? "." : suggestion,
                noun,
                String.join(", ", known)));
  }

  /** A source that names no Kafka cluster where there are several. */
  public static ConfigException clusterIsAmbiguous(
      String source, String file, List<String> clusters, String key) {
    return new ConfigException(
        ErrorCode.CLUSTER_IS_AMBIGUOUS,
        "Cannot choose the Kafka cluster of source %s: %s has [%s]. Name one in its key %s."
            .formatted(source, file, String.join(", ", clusters), key));
  }

  /**
   * Jars that a driver was not given.
   *
   * @param missing a class of one of them
   * @param libraries the directory where they are
   */
  public static ConfigException jarsAreMissing(String missing, String libraries) {
    return new ConfigException(
        ErrorCode.JARS_ARE_MISSING,
        ("Cannot run Firn: class %1$s is not on the class path. Give spark-submit the jars of Firn's"
                + " directory lib, for the driver and for the executors: --driver-class-path"
                + " \"%2$s/*\" --jars \"$(echo %2$s/*.jar | tr ' ' ',')\", or let scripts/firn do"
                + " it.")
            .formatted(missing, libraries));
  }

  /** A source of whose runs somebody is to be told, by a client that is not there. */
  public static ConfigException lineageClientIsMissing(String source, Throwable cause) {
    return new ConfigException(
        ErrorCode.LINEAGE_CLIENT_IS_MISSING,
        ("Cannot tell the lineage of source %s: OpenLineage's client is not on the class path (%s)."
                + " Start with FIRN_LIBS=openlineage, or set transport of lineage to none.")
            .formatted(source, cause));
  }

  /** A Spark that does not come up: a cluster that is not there, or a setting it cannot use. */
  public static UnavailableException sparkCannotStart(String master, Exception cause) {
    return UnavailableException.permanent(
        ErrorCode.SPARK_CANNOT_START,
        ("Cannot start Spark with master %s: %s. Check that the cluster runs and Spark's settings"
                + " (--conf, conf/spark-defaults.conf).")
            .formatted(master, cause),
        cause);
  }

  /** A JVM in which Arrow has no access to memory. */
  public static ConfigException driverCannotReadFiles() {
    return new ConfigException(
        ErrorCode.DRIVER_CANNOT_READ_FILES,
        "Cannot read lake tables in this JVM: the driver was started without an option that Arrow"
            + " needs, as workers of a standalone cluster start it (--deploy-mode cluster). Add"
            + " --conf \"spark.driver.extraJavaOptions=--add-opens=java.base/java.nio=ALL-UNNAMED\""
            + " to spark-submit, beside what spark.driver.extraJavaOptions has already.");
  }

  /**
   * A statement of SQL that is wrong, or that fails.
   *
   * @param reason as Spark says it
   */
  public static StatementException statementCannotRun(String reason, Throwable cause) {
    return new StatementException(
        ErrorCode.STATEMENT_CANNOT_RUN, "Cannot run the statement: " + reason, cause);
  }

  /**
   * A statement that changes the lake where only reading was asked for.
   *
   * @param word with which it begins
   */
  public static StatementException statementWrites(String word) {
    return new StatementException(
        ErrorCode.STATEMENT_WRITES,
        "Cannot run %s: firn sql only reads. Add --write to change the lake.".formatted(word),
        null);
  }

  /** A namespace that no load has made yet. */
  public static UnavailableException nothingIsThereToRead(String namespace, String source) {
    return UnavailableException.permanent(
        ErrorCode.NOTHING_IS_LOADED,
        "Cannot read %s: nothing is loaded into it. Run firn bulk-load --source %s first."
            .formatted(namespace, source),
        null);
  }

  /** A catalog that nobody has configured, where executors do not share the driver's disk. */
  public static ConfigException catalogCannotBeEmbedded(String catalog, String master) {
    String setting = "spark.sql.catalog." + catalog;
    return new ConfigException(
        ErrorCode.CATALOG_CANNOT_BE_EMBEDDED,
        ("Cannot use catalog %s: %s is not set, and with master %s the files of an embedded one"
                + " would be on the disks of several machines. Set %s and what belongs to it with"
                + " --spark-conf or in spark-defaults.conf, or use a local master.")
            .formatted(catalog, setting, master, setting));
  }

  /**
   * A source whose stream can only be believed if Kafka Connect is asked, and nobody says where.
   */
  public static ConfigException connectIsNotNamed(String source, String cluster) {
    return new ConfigException(
        ErrorCode.CONNECT_IS_NOT_NAMED,
        ("Cannot follow source %s: only Kafka Connect tells where its connector has begun. Set"
                + " connect_url of cluster %s in kafka_clusters.yaml, such as http://connect:8083.")
            .formatted(source, cluster));
  }

  /**
   * A layout that does not suit the columns of its table.
   *
   * @param key of the configuration
   */
  public static ConfigException layoutDoesNotFit(
      LakeTableId table, String key, String value, String why) {
    return new ConfigException(
        ErrorCode.LAYOUT_DOES_NOT_FIT,
        "Cannot lay out "
            + table
            + " with "
            + key
            + " "
            + value
            + ": "
            + why
            + ". Change it in sources.yaml, below tables.");
  }

  // Tables and values that cannot be carried

  /** A table with columns or a name that the lake cannot have. */
  public static UnmappableTableException tableIsUnmappable(TableId table, List<String> reasons) {
    return new UnmappableTableException(
        ErrorCode.TABLE_IS_UNMAPPABLE,
        "Cannot load "
            + table
            + ": "
            + String.join("; ", reasons)
            + ". Change that at the source, or leave the table out with exclude_tables.");
  }

  /** A bookmark by which rows are not found, or a table whose rows are not. */
  public static UnmappableTableException bookmarkCannotBeUsed(TableId table, String why) {
    return new UnmappableTableException(
        ErrorCode.BOOKMARK_CANNOT_BE_USED,
        "Cannot read " + table + " by its bookmark: " + why + ". Change bookmark in sources.yaml.");
  }

  /** Something was asked for whose changes do not reach the source's log. */
  public static UnmappableTableException tableCannotBeCaptured(TableId table, RelationKind kind) {
    return new UnmappableTableException(
        ErrorCode.TABLE_CANNOT_BE_CAPTURED,
        "Cannot load "
            + table
            + ": changes of "
            + kind
            + " cannot be captured, so they are loaded only if the configuration says so. Set "
            + kind.setting()
            + (kind == RelationKind.UNLOGGED_TABLES
                ? ", or make it a table whose changes are logged with ALTER TABLE … SET LOGGED."
                : "."));
  }

  /** A value such as infinity that the lake's type does not have. */
  public static UnfitValueException valueHasNoPlace(
      TableId table, String column, String lakeType, String value) {
    return new UnfitValueException(
        ErrorCode.VALUE_HAS_NO_PLACE,
        hasNoPlace(table, column, lakeType, value)
            + " Change the value at the source, or leave the table out with --table-filter.");
  }

  /**
   * A number that was not there when the size of its column was chosen.
   *
   * @param evidence on which the size was chosen
   */
  public static UnfitNumberException numberHasNoPlace(
      TableId table, String column, String lakeType, String value, @Nullable String evidence) {
    return new UnfitNumberException(
        ErrorCode.NUMBER_HAS_NO_PLACE,
        hasNoPlace(table, column, lakeType, value + " (" + evidence + ")")
            + " Set numbers_without_size: text, or load with --fresh-start to measure anew.");
  }

  /**
   * A value that is not of the type that its column had when the load was planned.
   *
   * @param expected how many bytes each value of that type has
   */
  public static DriftException typeHasChanged(
      TableId table, String column, Object type, int expected, int bytes) {
    return new DriftException(
        ErrorCode.TYPE_HAS_CHANGED,
        ("Cannot read column %s of %s: it was %s, whose values have %d bytes, and one of %d bytes"
                + " came. Its type was changed since the load was planned. Load the table again.")
            .formatted(column, table, type, expected, bytes));
  }

  private static String hasNoPlace(TableId table, String column, String lakeType, String value) {
    return "Cannot read column "
        + column
        + " of "
        + table
        + ": the lake's type "
        + lakeType
        + " has no place for "
        + value
        + ".";
  }

  // The lake

  /** An Iceberg catalog that refuses its settings, or that cannot be reached. */
  public static UnavailableException catalogCannotBeOpened(String catalog, Exception cause) {
    return UnavailableException.permanent(
        ErrorCode.CATALOG_CANNOT_BE_OPENED,
        "Cannot open Iceberg catalog "
            + catalog
            + ": "
            + cause.getMessage()
            + ". Check the settings spark.sql.catalog."
            + catalog
            + ".*",
        cause);
  }

  /** A catalog or a store that fails in the middle of a run. */
  public static UnavailableException lakeIsAway(Throwable cause) {
    return UnavailableException.transientFailure(
        ErrorCode.LAKE_IS_AWAY,
        "Cannot reach the lake: "
            + Failures.reason(cause)
            + ". Check the catalog and the store that Spark's configuration names, and the disk of"
            + " checkpoint_directory; the next run goes on where the tables are.",
        cause);
  }

  /** A table that was written last at a time which this machine has not reached yet. */
  public static UnavailableException clockIsBehind(LakeTableId table, Throwable cause) {
    return UnavailableException.transientFailure(
        ErrorCode.CLOCK_IS_BEHIND,
        "Cannot publish %s: the clock of this machine is behind the last commit of the table (%s). Set it by NTP; it goes on when the clock has passed that time."
            .formatted(table, Failures.reason(cause)),
        cause);
  }

  /** A lake table that somebody has dropped while it was in use. */
  public static UnavailableException lakeTableIsGone(LakeTableId table) {
    return UnavailableException.permanent(
        ErrorCode.LAKE_TABLE_IS_GONE,
        "Cannot open lake table " + table + ": it does not exist any more. Load it again.",
        null);
  }

  /**
   * A store that takes no file, because it is away, full or refuses.
   *
   * @param canPass true if it may take it later
   */
  public static UnavailableException filesCannotBeWritten(
      String table, Exception cause, boolean canPass) {
    return new UnavailableException(
        ErrorCode.FILES_CANNOT_BE_WRITTEN,
        "Cannot write to "
            + table
            + ": "
            + cause.getMessage()
            + ". See that the warehouse is there, has room, and lets this user write.",
        cause,
        canPass);
  }

  /** A file of a table that the store does not give out. */
  public static UnavailableException fileCannotBeRead(String file, Exception cause) {
    return UnavailableException.permanent(
        ErrorCode.FILE_CANNOT_BE_READ,
        "Cannot read "
            + file
            + ": "
            + cause.getMessage()
            + ". Let this user read the warehouse, or load the table again if the file is lost.",
        cause);
  }

  /** A file that was written and whose content does not come back. */
  public static UnavailableException fileCannotBeReadBack(
      String table, String file, Exception cause) {
    return UnavailableException.permanent(
        ErrorCode.FILE_CANNOT_BE_READ,
        "Cannot publish %s: file %s cannot be read back: %s. Check the store of the warehouse."
            .formatted(table, file, cause.getMessage()),
        cause);
  }

  /** A contract in a table's properties that somebody has edited. */
  public static UnavailableException contractIsUnreadable(String why, Exception cause) {
    return UnavailableException.permanent(
        ErrorCode.LAKE_PROPERTIES_ARE_UNREADABLE,
        "Cannot read table contract: " + why + ". Load the table with --fresh-start.",
        cause);
  }

  /** A contract that a later version of Firn has written. */
  public static UnavailableException ruleIsOfALaterVersion(String rule, String type) {
    return UnavailableException.permanent(
        ErrorCode.LAKE_IS_OF_ANOTHER_VERSION,
        "Cannot read table contract: rule "
            + rule
            + " of type "
            + type
            + " is of a later version of Firn. Run that version, or load the table with"
            + " --fresh-start.",
        null);
  }

  /** A table that is compared, and whose rows were moved to other partitions meanwhile. */
  public static ReadPointGoneException tableIsRearranged(TableId table) {
    return new ReadPointGoneException(
        ErrorCode.READ_POINT_IS_GONE,
        "Cannot compare %s: its partitions were rearranged while it was looked at. Compare it again."
            .formatted(table),
        null);
  }

  /** A read point in a table's properties that no kind of database has written. */
  public static UnavailableException readPointIsUnreadable(String text) {
    return UnavailableException.permanent(
        ErrorCode.LAKE_PROPERTIES_ARE_UNREADABLE,
        "Cannot read \"" + text + "\" as a read point. Load the table with --fresh-start.",
        null);
  }

  /** Progress in a table's properties that somebody has edited. */
  public static UnavailableException ledgerIsUnreadable(String why, Exception cause) {
    return UnavailableException.permanent(
        ErrorCode.LAKE_PROPERTIES_ARE_UNREADABLE,
        "Cannot read ledger: " + why + ". Load the table again.",
        cause);
  }

  /** Progress that another version of Firn has written. */
  public static UnavailableException ledgerIsOfAnotherVersion(String version, int known) {
    return UnavailableException.permanent(
        ErrorCode.LAKE_IS_OF_ANOTHER_VERSION,
        "Cannot read ledger of version "
            + version
            + ": this Firn knows "
            + known
            + ". Run the version that wrote it, or load the table again.",
        null);
  }

  // Kafka Connect

  /** A Connect worker that does not answer, or not with what it was asked for. */
  public static UnavailableException connectDoesNotSay(
      URI worker, String why, @Nullable Exception cause) {
    return UnavailableException.transientFailure(
        ErrorCode.CONNECT_GIVES_NO_ANSWER,
        "Cannot ask Kafka Connect at "
            + worker
            + " for its connectors: "
            + why
            + ". Check connect_url in kafka_clusters.yaml, with connect_user and connect_password if it"
            + " wants a login (HTTP 401), and that a worker runs there.",
        cause);
  }

  /** Certificates that a Connect worker is to be known by. */
  public static ConfigException authorityIsUnreadable(Path file, Exception cause) {
    return new ConfigException(
        ErrorCode.CERTIFICATE_IS_UNUSABLE,
        "Cannot read the certificates in "
            + file
            + ": "
            + Failures.reason(cause)
            + ". connect_ca_file in kafka_clusters.yaml expects a file with certificates in PEM"
            + " (BEGIN CERTIFICATE) that can be read on the machine of the driver.");
  }

  // Locks

  /**
   * A source that another run is loading.
   *
   * @param holder the run and where it runs
   */
  public static FencedException sourceIsLocked(
      String source, String holder, long seconds, int staleSeconds) {
    return new FencedException(
        ErrorCode.SOURCE_IS_LOCKED,
        "Cannot load source "
            + source
            + ": run "
            + holder
            + " is loading it since "
            + seconds
            + " s. Wait for it, or stop it; a run that is gone gives the lock up after "
            + staleSeconds
            + " s.");
  }
}
