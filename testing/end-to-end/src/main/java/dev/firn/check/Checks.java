package dev.firn.check;

import dev.firn.check.bookmarks.BookmarksCheck;
import dev.firn.check.ddl.DdlCheck;
import dev.firn.check.deployment.AirflowCheck;
import dev.firn.check.deployment.FilesCheck;
import dev.firn.check.deployment.KubernetesCheck;
import dev.firn.check.doctor.DoctorCheck;
import dev.firn.check.load.LoadKillPoints;
import dev.firn.check.load.LoadMemory;
import dev.firn.check.load.NoHarm;
import dev.firn.check.load.OracleLoads;
import dev.firn.check.load.PointInTime;
import dev.firn.check.newcomer.NewcomerCheck;
import dev.firn.check.outages.FailoverCheck;
import dev.firn.check.outages.OutageCheck;
import dev.firn.check.pages.PagesCheck;
import dev.firn.check.places.CatalogCheck;
import dev.firn.check.places.ClusterCheck;
import dev.firn.check.places.YarnCheck;
import dev.firn.check.readers.ReadersCheck;
import dev.firn.check.redelivery.Redelivery;
import dev.firn.check.repair.PlayedRepairs;
import dev.firn.check.rooms.RoomsCheck;
import dev.firn.check.secrets.SecretStoresCheck;
import dev.firn.check.secrets.SecretsCheck;
import dev.firn.check.shapes.PlayedHistories;
import dev.firn.check.stream.FollowedLoads;
import dev.firn.check.types.TypeCheck;
import dev.firn.check.validation.LostSlot;
import dev.firn.check.validation.PlantedFaults;
import dev.firn.program.Program;
import dev.firn.program.Programs;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code scripts/check} can start. */
public final class Checks {

  private static final Map<String, Program> ALL = new LinkedHashMap<>();

  static {
    ALL.put(
        "load-kill-points",
        Program.of("kills a load at each of its steps and runs it again", LoadKillPoints::run)
            .option("points", LoadKillPoints.ALL)
            .option("rows", 2000));
    ALL.put(
        "no-harm",
        Program.of(
                "runs an application's statements against tables with every key, replica identity"
                    + " and shape, before and after a load; FIRN_POSTGRES_BINARIES names the jar of"
                    + " another server version",
                NoHarm::run)
            .option("tables", 1000));
    ALL.put(
        "point-in-time",
        Program.of(
                "loads while transfers keep a sum constant, accounts in each table; seam 1 also"
                    + " holds transactions open across the read point",
                PointInTime::run)
            .option("runs", 20)
            .option("accounts", 8000)
            .option("seam", 1)
            .seeded());
    ALL.put(
        "oracle",
        Program.of(
                "parses every statement, reads so many values of each type in two ways, and loads an"
                    + " Oracle that is made of PostgreSQL: while transfers keep a sum constant,"
                    + " killed at each step, and with each failure at each step; faults 7 takes"
                    + " every seventh",
                OracleLoads::run)
            .option("runs", 20)
            .option("accounts", 8000)
            .option("points", OracleLoads.ALL_POINTS)
            .option("faults", 1)
            .option("values", 1_000_000)
            .seeded());
    ALL.put(
        "load-memory",
        Program.of(
                "loads many narrow rows and rows of so many megabytes with a heap of so many MiB",
                LoadMemory::run)
            .option("narrow", 10_000_000)
            .option("wide", 1000)
            .option("megabytes", 5)
            .option("heap", 1024));
    ALL.put(
        "stream-kill-points",
        Program.of(
                "lets consumers die at every step, so many times each, and kills so many processes",
                StreamCheck::killPoints)
            .option("times", 1)
            .option("processes", 6)
            .seeded());
    ALL.put(
        "fencing",
        Program.of(
                "lets consumers race for the same tables, so many of them between processes",
                StreamCheck::fencing)
            .option("races", 200)
            .option("processes", 4)
            .seeded());
    ALL.put(
        "oracle-followed",
        Program.of(
                "kills a load of an Oracle that is made of PostgreSQL at each of its steps, beside"
                    + " the connector that it deploys, runs it again, and follows its tables",
                StreamCheck::oracleFollowed)
            .option("points", FollowedLoads.ALL)
            .seeded());
    ALL.put(
        "oracle-seam",
        Program.of(
                "lets transactions be open across loads of an Oracle that is made of PostgreSQL"
                    + " whose tables are altered, and applies what Debezium's own connector makes"
                    + " of them",
                StreamCheck::oracleSeam)
            .option("histories", 200)
            .seeded());
    ALL.put(
        "redelivery",
        Program.of(
                "restarts and kills Connect's task and worker, the broker and PostgreSQL, so many"
                    + " times, while tables of every kind are followed",
                Redelivery::run)
            .option("restarts", 60)
            .seeded());
    ALL.put(
        "shapes",
        Program.of(
                "lets tables live random lives and holds mirror, history and scd2 of each against a"
                    + " plain replay after every batch",
                PlayedHistories::run)
            .option("histories", 15)
            .option("rounds", 15)
            .seeded());
    ALL.put(
        "fuzz",
        Program.of(
                "decodes so many events with faults in their bytes or fields among good ones",
                StreamCheck::fuzz)
            .option("events", 100_000)
            .seeded());
    ALL.put(
        "bookmarks",
        Program.of(
                "reads tables by bookmarks of every kind, so many times in each round, while"
                    + " transactions commit late and out of order, and halts one run of each round",
                BookmarksCheck::run)
            .option("rounds", 4)
            .option("runs", 3)
            .option("rows", 2000)
            .option("writers", 12)
            .seeded());
    ALL.put(
        "types",
        Program.of(
                "sends values of every type, and random rows, through a load and the stream",
                options -> new TypeCheck(options).run())
            .option("rows", 10_000)
            .option("tables", 3)
            .seeded());
    ALL.put(
        "ddl",
        Program.of(
                "alters many tables at random while their rows change and batches end",
                options -> new DdlCheck(options).run())
            .option("histories", 200)
            .option("rounds", 2)
            .option("steps", 2)
            .seeded());
    ALL.put(
        "secrets",
        Program.of(
                "runs a pipeline with a secret in each place where one can be configured, well and"
                    + " with what fails, logging everything, and looks for them in all that it"
                    + " leaves behind; plant 1 leaves one there, which must be found",
                SecretsCheck::run)
            .option("plant", 0));
    ALL.put(
        "secret-stores",
        Program.of(
            "has Firn take a password from AWS Secrets Manager as moto plays it, by its launcher",
            SecretStoresCheck::run));
    ALL.put(
        "catalogs",
        Program.of(
                "lets lakes live on a Hadoop catalog, on a Hive metastore and, with their tables in an S3"
                    + " store, on a JDBC and on a REST catalog: kinds all, or some of"
                    + " hadoop,hive,jdbc-s3,rest-s3; searches"
                    + " all that was written for the store's credentials",
                CatalogCheck::run)
            .option("kinds", "all")
            .option("rows", 5000)
            .option("transactions", 300)
            .seeded());
    ALL.put(
        "kubernetes",
        Program.of(
                "lets Spark's own spark-submit make the driver's pod of each documented line for"
                    + " Kubernetes, compares it with the expected one, searches it for secrets, and"
                    + " looks at the manifests with Kubernetes' schemas; write 1 keeps the pods as"
                    + " the expected ones",
                KubernetesCheck::run)
            .option("write", 0));
    ALL.put(
        "airflow",
        Program.of(
                "imports the DAGs in deploy/airflow with Airflow itself, for each way of running"
                    + " Firn, compares their tasks and what follows from each exit code with what"
                    + " is expected; write 1 keeps what it has seen as that",
                AirflowCheck::run)
            .option("write", 0));
    ALL.put(
        "deployment-files",
        Program.of(
            "looks at scripts, images, units and the compose file with the tools of their kind:"
                + " shellcheck, hadolint, systemd-analyze, docker compose",
            FilesCheck::run));
    ALL.put(
        "cluster",
        Program.of(
                "loads, follows and validates on a standalone cluster of which no two machines share"
                    + " a disk, with plain spark-submit, while executors are killed: modes client,"
                    + " cluster or both; searches all that was written for passwords and keys",
                ClusterCheck::run)
            .option("modes", "client,cluster")
            .option("rows", 2000)
            .option("transactions", 400)
            .seeded());
    ALL.put(
        "yarn",
        Program.of(
                "the same on YARN and HDFS, which it fetches with Spark's own distribution: in"
                    + " cluster mode with the seed's own command line; an executor and an application"
                    + " master are killed in each mode",
                YarnCheck::run)
            .option("modes", "client,cluster")
            .option("rows", 2000)
            .option("transactions", 600)
            .seeded());
    ALL.put(
        "outages",
        Program.of(
                "takes away for so many seconds what a stream with default settings stands on: kinds"
                    + " all, or some by name; loads 1 lets a load beside the stream meet it, too; longer"
                    + " names those, or none, that last until the run ends with 4",
                OutageCheck::run)
            .option("kinds", "all")
            .option("longer", "catalog,broker")
            .option("seconds", 60)
            .option("loads", 1)
            .option("archived", 200_000)
            .seeded());
    ALL.put(
        "failover",
        Program.of(
                "promotes a standby while tables are followed: one that has all that was sent, and"
                    + " one that the lake is ahead of",
                FailoverCheck::run)
            .seeded());
    ALL.put(
        "validation",
        Program.of(
                "changes so many rows of a loaded table at random, and lets a validation name them"
                    + " and repair them, beside a stream that is written so many seconds",
                PlantedFaults::run)
            .option("rows", 1_000_000)
            .option("faults", 1000)
            .option("seconds", 300)
            .option("trigger", 10)
            .seeded());
    ALL.put(
        "repair",
        Program.of(
                "lets rows of so many tables go wrong beside a stream, repairs them so often between"
                    + " any two of its steps, and holds what comes of it against a replay",
                PlayedRepairs::run)
            .option("tables", 40)
            .option("repairs", 3)
            .seeded());
    ALL.put(
        "lost-slot",
        Program.of(
                "drops the slot of a stream while rows are written, lets a load read only what"
                    + " differs, and counts what goes over the line to the database",
                LostSlot::run)
            .option("rows", 300_000)
            .option("seconds", 10)
            .seeded());
    ALL.put(
        "doctor",
        Program.of(
                "makes things go wrong in source, Kafka, Connect and lake, asks firn doctor, and"
                    + " takes the steps that it prints; only names groups of faults by parts of their"
                    + " names, separated by commas, all takes every one",
                DoctorCheck::run)
            .option("only", "all"));
    ALL.put(
        "pages",
        Program.of(
                "opens the pages of a load, a stream and a validation in Chromium, wide and narrow,"
                    + " light and dark, by keyboard and without scripts, with axe-core; picture names"
                    + " a file of the repository that gets what the README shows",
                PagesCheck::run)
            .option("rows", 200_000)
            .option("picture", "")
            .seeded());
    ALL.put(
        "newcomer",
        Program.of(
                "does what the README tells somebody who has never seen Firn: clones it, runs the"
                    + " demo, and takes the lines for a database of one's own as they are printed,"
                    + " with three faults that the doctor has to find and mend; clone 0 takes this"
                    + " tree as it is built, without the demo",
                NewcomerCheck::run)
            .option("clone", 1)
            .option("rows", 20_000));
    ALL.put(
        "readers",
        Program.of(
                "loads and follows shops in format 2 and 3, and holds what PyIceberg and DuckDB see"
                    + " in each table, now and as the load has left it, against what firn sql sees;"
                    + " runs the snippets of docs/querying.md and the notebook",
                ReadersCheck::run)
            .option("rows", 5000)
            .option("transactions", 400)
            .seeded());
    ALL.put(
        "rooms",
        Program.of(
            "counts types, lines and imports of every package: at most 25 types, no circle, and no"
                + " import against the table",
            RoomsCheck::run));
  }

  private Checks() {}

  public static void main(String[] arguments) throws Exception {
    // Threads of services and of Spark must not keep a finished program alive.
    Runtime.getRuntime().exit(Programs.run(ALL, arguments));
  }
}
