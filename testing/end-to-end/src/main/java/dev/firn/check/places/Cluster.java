package dev.firn.check.places;

import dev.firn.endtoend.process.FirnProcess;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Machines on which Spark runs jobs, none of which sees another one's disk. */
interface Cluster extends AutoCloseable {

  /** What the kind of jobs is called in {@code jobs/}, and what starts them. */
  enum Job {
    LOAD("bulk-load", "bulk-load-job", "dev.firn.bulkload.BulkLoadCommand"),
    STREAM("cdc", "cdc-consumer-job", "dev.firn.cdc.CdcConsumerCommand"),
    VALIDATION("validate", "validate-job", "dev.firn.validate.ValidateCommand");

    private final String command;
    private final String jar;
    private final String main;

    Job(String command, String jar, String main) {
      this.command = command;
      this.jar = jar;
      this.main = main;
    }

    /** As results name it. */
    String command() {
      return command;
    }

    String jar() {
      return Machine.FIRN + "/jobs/" + jar + ".jar";
    }

    String main() {
      return main;
    }
  }

  /**
   * A way in which people give jobs to it.
   *
   * @param mode deploy mode
   * @param options of {@code spark-submit}
   * @param environment of {@code spark-submit}
   */
  record Way(String mode, List<String> options, Map<String, String> environment) {}

  /** Gives a job to the cluster, by plain {@code spark-submit}. */
  FirnProcess submit(Way way, Job job, List<String> arguments) throws IOException;

  /** The names of files, by paths below FIRN_HOME. */
  List<String> files() throws IOException;

  /** A file below FIRN_HOME. */
  String read(String path) throws IOException;

  /** All processes of jobs on the machines. */
  List<ProcessHandle> processes();

  /** What the cluster shows of a running job to whoever looks. */
  List<URI> pages() throws IOException;

  /** Of files on the machines' own disks, those that a machine that is gone would be missed for. */
  List<String> lostWithMachines() throws IOException;

  @Override
  void close();
}
