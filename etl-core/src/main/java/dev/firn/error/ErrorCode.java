package dev.firn.error;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can go wrong, under a code that stays the same from version to version, with cause and
 * remedy.
 *
 * <p>Every {@link FirnException} is made with one, and shows it at the beginning of its message, so
 * that no error reaches a console, a log or a status without it. Messages share a code where one
 * cause and one remedy are theirs. {@code docs/troubleshooting.md} is made from this and from the
 * messages. A number that was released is never given to anything else.
 */
public enum ErrorCode {
  // 1: configuration, command line and the JVM

  FIRN_HAS_FAILED(
      1000,
      "Something happened that Firn does not expect: a bug of Firn's.",
      "Report it with the stack trace that follows the message, and with the log of the run. What"
          + " was published before stays as it is; the same command can be run again."),
  CONFIG_HAS_PROBLEMS(
      1001,
      "A configuration file has keys or values that cannot be used. All problems are listed, each"
          + " with its place.",
      "Mend each listed place. `firn config check` looks at the files without running anything, and"
          + " docs/CONFIGURATION.md says what each key expects."),
  FILE_IS_MISSING(
      1002,
      "A configuration file does not exist where it was looked for.",
      "Create it from the template that the message names, write it with `firn config init`, or say"
          + " with `--config` where it is."),
  FILE_IS_UNREADABLE(
      1003,
      "A file is there, and the operating system does not give it out, or it is not UTF-8 text.",
      "Let the user who runs Firn read it, or convert it to UTF-8."),
  FILE_IS_THERE(
      1004,
      "A file would be written that somebody has written already; it is never overwritten.",
      "Move the file away, or name another directory with `--config`."),
  PROFILE_IS_UNKNOWN(
      1005,
      "`--profile` or `FIRN_PROFILE` names a profile for which there is no file, or that could be no"
          + " part of a file's name.",
      "Create `sources.NAME.yaml` or `kafka_clusters.NAME.yaml` with what is different, or leave the"
          + " profile out."),
  NAME_IS_UNKNOWN(
      1006,
      "A source or a cluster was asked for that the configuration file does not have.",
      "Choose one of the names that the message lists."),
  CLUSTER_IS_AMBIGUOUS(
      1007,
      "There are several Kafka clusters, and the source does not say which is its own.",
      "Name it in the source's key `kafka_cluster`."),
  STORE_GIVES_NO_ANSWER(
      1008,
      "Configuration is read from a store such as HDFS or S3, and the store does not answer or"
          + " refuses.",
      "Check that the store runs, the settings `spark.hadoop.*`, and what this user may read there."),
  SECRET_STORE_GIVES_NO_ANSWER(
      1009,
      "A placeholder of the configuration refers to a secret store that refuses, has no such secret,"
          + " or cannot be reached.",
      "Check the address, the login and the path of the secret; the chapters on secrets in"
          + " docs/CONFIGURATION.md say how each store is asked."),
  STORE_IS_UNKNOWN(
      1010,
      "A file is named by a URI of a kind for which the driver has no jar.",
      "Add the jars to the driver's class path, for `s3a://` with `FIRN_LIBS=s3,s3a`."),
  HOME_IS_NOT_NAMED(
      1011,
      "The driver runs on a machine that the cluster chooses, and what it leaves in a local"
          + " directory would be lost.",
      "Set `FIRN_HOME` to a URI that all machines reach, as the message shows for each kind of"
          + " cluster."),
  CATALOG_CANNOT_BE_EMBEDDED(
      1012,
      "No Iceberg catalog is configured, and the embedded one works on one machine only.",
      "Configure the catalog with `spark.sql.catalog.…`, as docs/deployment.md shows."),
  JARS_ARE_MISSING(
      1013,
      "spark-submit was given Firn's jar and not the jars beside it.",
      "Give it the jars of `lib`, for the driver and for the executors, or start Firn with"
          + " `scripts/firn`."),
  SPARK_CANNOT_START(
      1014,
      "The cluster cannot be reached, or Spark refuses one of its settings.",
      "Check `--master`, `--conf` and `conf/spark-defaults.conf`."),
  DRIVER_CANNOT_READ_FILES(
      1015,
      "The JVM of the driver was started without an option that Arrow needs.",
      "Add the option that the message names to `spark.driver.extraJavaOptions`."),
  LAYOUT_DOES_NOT_FIT(
      1016,
      "`partition_by`, `sort_by` or another key of a table's layout names a column that is not there"
          + " or does not suit it.",
      "Change it in sources.yaml, below `tables`."),
  CERTIFICATE_IS_UNUSABLE(
      1017,
      "A file with certificates or keys cannot be read, is of another form, or has not what is"
          + " needed.",
      "Check the file, its form, its password and who may read it on the machine of the driver."),
  OPTION_IS_OWNED(
      1018,
      "`jdbc_options` sets an option of the driver on which what Firn reads depends.",
      "Remove it from `database_connection`."),
  SETTING_IS_UNKNOWN(
      1019,
      "A variable of the environment has a value that is not known.",
      "Set it to one of the values that the message lists, or unset it."),
  COMMAND_IS_WRONG(
      1020,
      "The command line has an option that there is not, lacks one, or has some that do not go"
          + " together.",
      "`--help` of the command lists its options with examples."),
  JAVA_IS_MISSING(
      1021,
      "The launcher finds no Java, or one of another version than 17.",
      "Install a JDK 17, and set `JAVA_HOME` to it."),
  SPARK_IS_UNFIT(
      1022,
      "The Spark that `SPARK_HOME` or the path names is none, or of a version for which Firn is not"
          + " made.",
      "Unset `SPARK_HOME` and take `spark-submit` off the path to use the assembled Spark, or name"
          + " one of version 4.1 with Scala 2.13."),
  BUILD_IS_MISSING(
      1023,
      "Firn was not built where the launcher looks for it, or cannot be built there.",
      "Build it as the message says, in a clone of Firn with Maven and a JDK 17."),
  CLASSES_ARE_NOT_KEPT(
      1024,
      "`firn warm-up` has run a small job, and Java has not written its classes down.",
      "Do what the end of the log says; jobs run without it, too."),
  OPTIONAL_JARS_ARE_MISSING(
      1025,
      "`FIRN_LIBS` names a set of jars that is not there: they are fetched when somebody wants them.",
      "Run the script that the message names, in a clone of Firn, and copy `optional/` to where Firn"
          + " is installed elsewhere."),
  LINEAGE_CLIENT_IS_MISSING(
      1026,
      "A source has a `lineage` section, and OpenLineage's client is not on the class path of the"
          + " driver.",
      "Start Firn with `FIRN_LIBS=openlineage`, or give `spark-submit` the jars of"
          + " `optional/openlineage`."),
  STATEMENT_CANNOT_RUN(
      1027,
      "A statement given to `firn sql` does not parse, names what is not there, or fails while it"
          + " runs; the message quotes Spark.",
      "Mend the statement. `SHOW TABLES` and `DESCRIBE` tell what there is; names in the lake are"
          + " lower case, and a name with odd characters stands between backticks."),
  STATEMENT_WRITES(
      1028,
      "A statement given to `firn sql` would change the lake, and nobody has said that it may.",
      "Add `--write` if the lake is to be changed. A mirrored table that somebody else writes to"
          + " differs from its source until it is repaired or loaded again."),

  // 2: the source database

  LOGIN_IS_REFUSED(
      2001,
      "The database does not let the user in: a wrong user or password, a locked account, or a rule"
          + " of the server such as pg_hba.conf.",
      "Check `username` and `password` in `database_connection`, and the server's rules."),
  SOURCE_CANNOT_BE_REACHED(
      2002,
      "Nothing answers at the host and port of the database, or the connection was lost.",
      "Check `host` and `port` in `database_connection`, firewalls, and that the server runs. It is"
          + " tried again as `max_retries` and `outage_timeout` say."),
  DATABASE_IS_UNKNOWN(
      2003,
      "The server answers, and has no database or service of the name.",
      "Check `database`, `service_name`, `sid` or `tns_alias` in `database_connection`."),
  PRIVILEGE_IS_MISSING(
      2004,
      "The user of `database_connection` may not do what is needed.",
      "Grant what the message names. `firn doctor` lists everything that is missing with the"
          + " statements."),
  SOURCE_REFUSES(
      2005,
      "The database has refused a statement for another reason, which the message quotes with its"
          + " SQLSTATE or ORA number.",
      "Look the number up in the database's manual. What can pass by itself was tried again before."),
  SOURCE_IS_NOT_TRUSTED(
      2006,
      "TLS fails: one side does not trust the other's certificate, the certificate is of another"
          + " host, or only one of them wants TLS.",
      "Set `sslmode`, `sslrootcert`, `sslcert` and `sslkey`, for Oracle the wallet, as the message"
          + " says."),
  SERVER_IS_TOO_OLD(
      2007,
      "The server is of a version without what exact reads need.",
      "Upgrade it to the version that the message names."),
  READ_IS_BROKEN_OFF(
      2008,
      "The connection of a reader was lost in the middle of a table.",
      "Nothing at first: the table is read again as `max_retries` says. If it lasts, look at the"
          + " server's log and at timeouts of networks between."),
  WAL_IS_NOT_LOGICAL(
      2009,
      "PostgreSQL writes into its log only what a physical standby needs.",
      "Set `wal_level = logical` and restart the server, or load with `--no-capture` what nothing"
          + " is to follow."),
  STANDBY_CAPTURES_NOTHING(
      2010,
      "The connection leads to a standby, on which publications and slots cannot be made.",
      "Connect to the primary, or load with `--no-capture`."),
  SLOT_IS_TAKEN(
      2011,
      "A replication slot of the name belongs to another database or plugin.",
      "Rename the source, or drop the slot if nothing uses it."),
  STANDBY_HAS_NO_SLOT(
      2012,
      "The connection leads to a standby that does not have the slot.",
      "Connect to the primary, or create the slot with failover (PostgreSQL 17)."),
  SLOT_IS_LOST(
      2013,
      "The slot was left unread for longer than the server keeps its log (max_slot_wal_keep_size).",
      "Delete the connector and its offsets, drop the slot, and load again with `--no-resume`, or with"
          + " `--differences`, which reads only what differs. docs/operations.md tells how to give a"
          + " slot more room."),
  SLOT_IS_BEING_CREATED(
      2014,
      "Another session creates the slot, and waits for transactions that began before.",
      "End those transactions, or run the load when they have ended."),
  SLOT_IS_OLDER_THAN_PUBLICATION(
      2015,
      "The publication was dropped while its slot was there. The server decodes by the publications"
          + " of the time, so what changed before it is there again cannot be decoded.",
      "Delete the connector and its offsets, drop the slot, and load again with `--no-resume`."),
  TABLES_ARE_LEFT_BEHIND(
      2016,
      "The slot is gone, and tables were loaded with it that this run does not load: what changed in"
          + " them since is in no slot.",
      "Delete the connector and its offsets, and load all tables, or leave out with"
          + " `exclude_tables` those that nothing is to follow."),
  PUBLICATION_LACKS_CHANGES(
      2017,
      "The publication does not send all operations, all columns or all rows, or not of this table.",
      "Have its owner run the statement that the message names."),
  PUBLICATION_IS_THE_OWNERS(
      2018,
      "The user may neither create nor extend the publication, because tables or the publication"
          + " are not its own.",
      "Have the owner run the statement that the message names; the load uses what it finds."),
  TRANSACTIONS_ARE_OPEN(
      2019,
      "Transactions that began before have to end first, and do not.",
      "End them, or run the load when they have ended; the message says who has them open."),
  READ_POINT_IS_LOST(
      2020,
      "The connection that holds the instant at which all tables are read was lost.",
      "Run the load again; tables that were published are kept. If it happens again, look for"
          + " timeouts of idle connections in networks and poolers."),
  TABLES_ARE_BUSY(
      2021,
      "Others hold locks on tables for longer than a load waits.",
      "End what the message names, or wait until it has ended."),
  TABLE_IS_NOT_HELD(
      2022,
      "A table may have become another one since it was locked: by a rename of its schema, or"
          + " because the lock was lost.",
      "Load the table again."),
  READER_SEES_OTHERS(
      2023,
      "A reader was led to another server than the load, by a pooler or a balancer.",
      "Connect to the server itself."),
  READ_IS_INCOMPLETE(
      2024,
      "Fewer rows, or other bytes, arrived than the server says it has sent.",
      "Load the table again. If it happens again, look at proxies between the two."),
  READ_POINT_IS_GONE(
      2025,
      "The server can no longer show the table as it was when its read began: undo was overwritten,"
          + " or the table was altered, emptied or moved.",
      "Nothing at first: the table is read again at a later instant. If it happens again, raise"
          + " UNDO_RETENTION, or take fewer tables at once."),
  TABLE_IS_HIDDEN(
      2026,
      "The user does not see all of the table any more, by a policy or a lost privilege.",
      "Do as the message says, then load the table again."),
  STREAM_MAY_BEGIN_LATER(
      2027,
      "It is not certain that the connector has everything that changes after the load.",
      "Let the connector run and Kafka Connect be reachable (`connect_url`), then run the load"
          + " again."),
  CONNECTOR_IS_AHEAD(
      2028,
      "The connector has begun where the database has not come to: it reads another database, or"
          + " this one was put back.",
      "Delete the connector and its offsets, deploy it again, and load all tables with"
          + " `--no-resume`."),

  // 3: tables and values that cannot be carried

  TABLE_IS_UNMAPPABLE(
      3001,
      "The table has columns, or a name, that the lake cannot have without loss.",
      "Change at the source what the message lists, or leave the table out with `exclude_tables`."
          + " docs/TYPES.md lists what is carried."),
  TABLE_CANNOT_BE_CAPTURED(
      3002,
      "Changes of views, foreign and unlogged tables do not reach the source's log.",
      "Set the key that the message names if the table is to be loaded all the same."),
  VALUE_HAS_NO_PLACE(
      3003,
      "A value such as infinity, or a date out of range, has no place in the lake's type.",
      "Change the value at the source, or leave the table out."),
  NUMBER_HAS_NO_PLACE(
      3004,
      "A column's numbers have no declared size, and one came that the size chosen by measuring does"
          + " not hold.",
      "Set `numbers_without_size: text`, or load with `--fresh-start` to measure anew."),
  TYPE_HAS_CHANGED(
      3005,
      "A column's type was changed between the plan of a load and its reading.",
      "Load the table again."),

  // 4: the lake

  CATALOG_CANNOT_BE_OPENED(
      4001,
      "The Iceberg catalog refuses its settings, or cannot be reached.",
      "Check `spark.sql.catalog.…`, and that the catalog runs. `firn doctor` looks at it without"
          + " Spark."),
  LAKE_TABLE_IS_GONE(
      4002, "Somebody has dropped a lake table while it was in use.", "Load the table again."),
  FILES_CANNOT_BE_WRITTEN(
      4003,
      "The store of the warehouse is away, full, or refuses.",
      "See that the warehouse is there, has room, and lets this user write."),
  FILE_CANNOT_BE_READ(
      4004,
      "The store does not give out a file, or not what was written into it.",
      "Let this user read the warehouse, and check the store; if the file is lost, load the table"
          + " again."),
  LAKE_PROPERTIES_ARE_UNREADABLE(
      4005,
      "A property `firn.…` of a lake table was edited.",
      "Load the table again, with `--fresh-start` if the message says so."),
  LAKE_IS_OF_ANOTHER_VERSION(
      4006,
      "A later version of Firn has written the table.",
      "Run that version, or load the table again with this one."),
  LAKE_TABLE_IS_TAKEN(
      4007,
      "The lake has a table of the name that holds something else, or that Firn did not make.",
      "Rename it, or choose another `iceberg_namespace`."),
  NAMESPACE_IS_TAKEN(
      4008,
      "The namespace holds tables of another source or schema.",
      "Give each of them an `iceberg_namespace` of its own."),
  LAKE_IS_AWAY(
      4009,
      "The catalog, the store or a disk fails while a run goes on.",
      "Check what the message quotes. A stream rides it out for `outage_timeout`; after that, start"
          + " again: the next run goes on where the tables are."),
  LAKE_TABLE_IS_ALTERED(
      4010,
      "Somebody else has altered a lake table, so that it does not fit its contract.",
      "Alter it back, or load it with `--fresh-start`."),
  LAKE_TABLE_HAS_MOVED(
      4011,
      "Another writer has published the table in between, again and again.",
      "It is tried again by itself. If it stays so, look who else writes the table; run maintenance"
          + " and repairs when the stream is quiet."),
  CLOCK_IS_BEHIND(
      4012,
      "The clock of the driver is more than a minute behind the last commit of a lake table, which"
          + " Iceberg refuses.",
      "Have the machines keep time by NTP. It goes on by itself when the clock has passed that"
          + " time; a stream waits for `outage_timeout`."),

  // 5: Kafka and Kafka Connect

  CONNECT_GIVES_NO_ANSWER(
      5001,
      "Kafka Connect does not answer, or refuses the login.",
      "Check `connect_url`, `connect_user` and `connect_password` in kafka_clusters.yaml, or the URL"
          + " of `--deploy-connector`, and that a worker runs there."),
  CONNECTOR_IS_REFUSED(
      5002,
      "Kafka Connect does not take the connector, or it does not run there.",
      "Mend what the message quotes, and run the load again or POST the connector file. The tables"
          + " are loaded."),
  CONNECTOR_FILE_CANNOT_BE_WRITTEN(
      5003, "The directory of the connector file takes no file.", "Make the directory writable."),
  CONNECT_IS_NOT_NAMED(
      5004,
      "Of this kind of source only Kafka Connect tells where its connector has begun.",
      "Set `connect_url` in kafka_clusters.yaml."),
  KAFKA_CANNOT_BE_USED(
      5005,
      "The settings of the Kafka cluster are such that no client can be made.",
      "Check `bootstrap_servers` and `properties` in kafka_clusters.yaml."),
  KAFKA_GIVES_NO_ANSWER(
      5006,
      "The brokers cannot be reached, or do not send what they say they have.",
      "Check that they run, `bootstrap_servers`, and that the names which they advertise can be"
          + " reached from here. It is ridden out for `outage_timeout`."),
  KAFKA_IS_NOT_TRUSTED(
      5007,
      "The login at Kafka fails, or one side does not trust the other's certificate.",
      "Check what the message names among the properties of the cluster."),
  TOPICS_ARE_COMPACTED(
      5008,
      "Kafka removes events of these topics though later ones leave values out that they carry.",
      "Set `cleanup.policy=delete`, and reload the tables if Kafka has cleaned the topics already."),
  TOPICS_ARE_MISSING(
      5009,
      "Kafka has no topic of the source: the connector is not deployed, does not run, or writes under"
          + " another prefix.",
      "Deploy the connector, look at its status at Kafka Connect, and check `kafka_topic_prefix`."),
  CONNECTOR_HAS_STOPPED(
      5010,
      "The connector does not run, and can go on where it stopped.",
      "Bring it back; its status at Kafka Connect tells why it stopped. The stream goes on from"
          + " there."),
  CONNECTOR_IS_UNPROVEN(
      5011,
      "Events come from a connector that Firn has not written, and nobody tells how it is set.",
      "Deploy the generated connector and reload the table, or set `connect_url` or"
          + " `trust_connector` as docs/CONNECTORS.md says."),

  // 6: runs

  TABLES_ARE_UNKNOWN(
      6001,
      "Tables were named, or a pattern given, of which there are none.",
      "Check the names, which are spelled as the database spells them, and `schema` in"
          + " `database_connection`."),
  NOTHING_IS_LOADED(
      6002, "The lake has nothing of the source.", "Run `firn bulk-load` for the source first."),
  SOURCE_IS_LOCKED(
      6003,
      "Another run is loading the source.",
      "Wait for it, or stop it. A run that is gone gives the lock up by itself."),
  NEWER_CONSUMER_RUNS(
      6004,
      "A consumer of the same source was started later, and applies the changes.",
      "Let that one run, or stop it before starting another."),
  START_IS_NOT_CONFIRMED(
      6005,
      "A fresh start was not confirmed; nothing was changed.",
      "Type YES, or give `--yes` where nobody can be asked."),
  COLUMN_TYPES_DIFFER(
      6006,
      "Columns have another type in the lake than at the source by now.",
      "Load with `--fresh-start`, which replaces the table."),
  PARTITIONS_DO_NOT_STAY(
      6007,
      "Partitions are attached or detached whenever the tables are looked at.",
      "Run the load when that has ended."),
  DEAD_LETTER_IS_UNKNOWN(
      6008,
      "A dead letter was named that nobody has kept, or that is settled.",
      "Choose one of those that `firn dlq list` names."),
  RUN_WAS_INTERRUPTED(
      6009, "The run was told to end while it waited for an answer.", "Start the run again."),
  BACKFILL_IS_NEEDED(
      6010,
      "A table was to be read by its bookmark, and what the lake has of it cannot be gone on with.",
      "Run `firn bulk-load` without `--mode incremental`: `auto`, the default, loads such a table as a"
          + " whole."),
  BOOKMARK_CANNOT_BE_USED(
      6011,
      "A table has a bookmark that is not fit to find the rows that were written since.",
      "Name another column, or `xmin`, in `bookmark` of the table, or give `lag`, as the message"
          + " says; docs/bookmarks.md has the rules."),

  // 7: changes that cannot be followed

  TRUNCATE_IS_REFUSED(
      7001,
      "The source's table was truncated, and `truncate_mode` is `fail`.",
      "Set it to `apply` or `ignore` and start again, or reload the table."),
  SOFT_DELETES_NEED_A_KEY(
      7002,
      "Deleted rows are to stay as marked (`delete_mode: soft`), and the table has no key by which a"
          + " row could be marked.",
      "Set `delete_mode` of the table to `hard` or `ignore`, or `keyless_tables` to `append` or"
          + " `skip`."),
  KEY_HAS_CHANGED(
      7003,
      "The table has another primary key than when it was loaded, or its key's type has changed.",
      "Reload the table with the command that the message names."),
  COLUMN_CHANGE_IS_REFUSED(
      7004,
      "Columns of the source's table were changed in a way that `schema_drift` refuses.",
      "Choose another policy and start again, or reload the table."),
  TABLE_WAS_LENIENT(
      7005,
      "The table was streamed with a setting for a time by which it may have rows that the source has"
          + " not.",
      "Reload the table, or keep the setting."),
  EARLIER_ROWS_WERE_NOT_SENT(
      7006,
      "A column is to be followed whose values in earlier rows no event carries.",
      "Reload the table with the command that the message names."),
  EARLIER_ROWS_DO_NOT_FIT(
      7007,
      "A column was added with a default that the lake's type does not hold, or that is not read.",
      "Change those rows at the source if the message says so, and reload the table."),
  ROWS_ARE_NOT_NAMED(
      7008,
      "Events do not say which rows they change, because of the table's replica identity.",
      "Set the REPLICA IDENTITY that the message names, then reload the table."),
  SOURCE_TABLE_IS_GONE(
      7009,
      "The source's table was dropped or renamed.",
      "Drop the lake table if it is not wanted any more, or load the table under its new name."),
  TABLE_IS_NOT_LOGGED(
      7010,
      "A part of the table is UNLOGGED, so that its changes do not reach the log.",
      "ALTER TABLE … SET LOGGED, then reload the table."),
  EVENTS_DO_NOT_TELL(
      7011,
      "Something was done to the source's table of which no event tells: it is another table, its"
          + " partitions, names, key or stored rows were changed.",
      "Reload the table with the command that the message names."),
  SOURCE_DOES_NOT_TELL(
      7012,
      "Only the source tells which columns the table has, and it does not answer.",
      "Let the server of `database_connection` be reachable; the changes wait until then."),
  SOURCE_IS_BEHIND_ITS_STREAM(
      7013,
      "The source shows less than what it has streamed.",
      "Let `database_connection` be the server that Debezium reads, and look whether commits wait for"
          + " a standby."),
  TOO_MANY_DEAD_LETTERS(
      7014,
      "More events could not be applied than `dead_letter_limit` tolerates.",
      "Look at them with `firn dlq list`, retry or discard them, or raise the limit."),
  ROWS_ARE_DEAD_LETTERS(
      7015,
      "Changes need rows that the lake lacks because earlier events of these rows are dead letters.",
      "Nothing: they become dead letters, too. Settle them with `firn dlq`."),
  ROWS_ARE_MISSING(
      7016,
      "Changes keep values of rows that the lake does not have: source and lake have parted.",
      "Reload the table with the command that the message names."),
  EVENT_IS_BROKEN(
      7017,
      "The bytes of an event are not what Debezium's JSON converter writes: another form, a part that"
          + " is missing or there twice, or an operation that is not known.",
      "Set the converters and transforms of the connector as `firn doctor` (`connect.settings`) says;"
          + " look at the bytes with `firn dlq show`. If nobody can read the event, reload the table and"
          + " discard the letter."),
  EVENT_IS_OF_ANOTHER(
      7018,
      "An event on the table's topic is of another database, or does not say whose it is.",
      "Let each connector have a `topic.prefix` of its own, and discard the letter."),
  EVENT_LACKS_VALUES(
      7019,
      "An event leaves out columns, or the key, without which the row cannot be written.",
      "Have the connector and the publication send all columns, or let `schema_drift` follow the"
          + " source; then reload the table, or retry the letter where it says what it lacks."),
  VALUE_DOES_NOT_FIT(
      7020,
      "A value is not of the type with which the table was loaded, or the two places of a key differ.",
      "Let `schema_drift` widen the column, or change the connector's setting that the reason names;"
          + " then retry the letter with `firn dlq retry`, or reload the table."),
  VALUE_IS_AMBIGUOUS(
      7021,
      "What an event has in the place of a value may mean something else, and nobody can tell which.",
      "Do what the reason says, then retry the letter."),
  NAMES_WERE_EXCHANGED(
      7022,
      "Columns were renamed, dropped or exchanged about the time of the event, so that its values may"
          + " be those of other columns.",
      "Reload the table, and discard the letter."),
  EARLIER_EVENT_IS_MISSING(
      7023,
      "What an event means depends on an earlier one that was not applied, or that nobody can place.",
      "Settle the earlier letters of the row first, then retry this one; or reload the table."),
  LETTER_IS_OF_AN_EARLIER_TABLE(
      7024,
      "A dead letter is to be retried, and the table has other columns than when its event was sent.",
      "Reload the table, or discard the letter if its row does not matter."),
  SHAPE_DOES_NOT_FIT(
      7025,
      "A table has columns that are called as those in which one of its shapes says something of its"
          + " own, such as valid_from.",
      "Take the shape out of `shapes` for this table."),

  // 8: gaps

  TABLES_HAVE_GAPS(
      8001,
      "Several tables lack events or rows; each is listed with the code of its reason.",
      "Do for each table as its line says."),
  TOPIC_WAS_RECREATED(
      8002,
      "A topic was deleted, or deleted and recreated, so that offsets mean nothing in it and events"
          + " may be gone.",
      "Start again to see which tables are concerned, and reload those with the command that the"
          + " message names."),
  EVENTS_ARE_GONE(
      8003,
      "Kafka has removed events before they were applied: its retention is shorter than the stream"
          + " was away.",
      "Reload the tables that are named. Give the topics more retention (`retention.ms`,"
          + " `retention.bytes`) than the longest outage."),
  EVENTS_MAY_BE_GONE(
      8004,
      "Kafka has removed events, and nothing shows whether the load has seen what they brought.",
      "Reload the table, or start with `--accept-gap` if they are certainly older than the load."),
  PARTITIONS_WERE_ADDED(
      8005,
      "A topic has several partitions, or was given more, between which Kafka keeps no order.",
      "Make the topic anew with one partition, or restart the connector, then reload the table."),
  TABLE_IS_CUT_OFF(
      8006,
      "The stream does not have all changes of the table; the message says why.",
      "Do first what the message says, then reload the table with the command that it names."),
  LAKE_TABLE_WAS_RECREATED(
      8007,
      "A lake table was dropped and recreated, and not by a load.",
      "Load it with the command that the message names, then start again."),
  TABLE_WAS_LOADED_MEANWHILE(
      8008,
      "A load has published the table while its changes were applied, or another stream its columns.",
      "Nothing: the stream begins again at what the other run has left. Of two streams the older one"
          + " ends with 9."),
  REPEATS_ARE_UNKNOWN(
      8009,
      "The connector may send an event once more, and nobody can tell whether the table has it.",
      "Reload the table with the command that the message names."),
  LEDGER_DOES_NOT_FIT(
      8010,
      "The rows of a lake table are not those that its ledger speaks of: it was copied, rolled back or"
          + " replaced.",
      "Reload the table with the command that the message names."),
  CONNECTOR_IS_GONE(
      8011,
      "The connector cannot read any more what was committed since it read last.",
      "Delete it, clean up as the message says, load all tables again and create it anew."),
  SERVER_IS_ANOTHER(
      8012,
      "The source is another server now, or has lost what the lake has.",
      "Connect to the server that the tables were loaded from, or load all tables again.");

  private static final String PREFIX = "FIRN-";
  private static final Pattern SHOWN = Pattern.compile("^FIRN-\\d{4} ");

  private final int number;
  private final String cause;
  private final String remedy;

  ErrorCode(int number, String cause, String remedy) {
    this.number = number;
    this.cause = cause;
    this.remedy = remedy;
  }

  /** As it is shown and found: FIRN and four digits. */
  public String id() {
    return PREFIX + number;
  }

  /** Why it happens, in sentences. */
  public String cause() {
    return cause;
  }

  /** What to do, in sentences. */
  public String remedy() {
    return remedy;
  }

  /** The message as it is shown. */
  public String before(String message) {
    return id() + " " + Secrets.without(message);
  }

  /** True if a message begins with a code. */
  public static boolean isShown(String message) {
    return SHOWN.matcher(message).lookingAt();
  }

  /** The message of an error without the code at its beginning, to be part of another sentence. */
  public static String strip(String message) {
    Matcher shown = SHOWN.matcher(message);
    return shown.lookingAt() ? message.substring(shown.end()) : message;
  }
}
