package dev.firn.check.stream;

import dev.firn.cdc.testing.OracleSeam;
import dev.firn.cdc.testing.OracleSeam.Ended;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.oracleevents.RedoProcess;
import dev.firn.testing.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The program behind {@code scripts/check oracle-seam}, started with spark-submit: how many
 * histories of tables there are to be, and a seed.
 */
public final class OracleHistories {

  /** Of a source. */
  private static final int TABLES = 8;

  private OracleHistories() {}

  public static void main(String[] arguments) throws Exception {
    int histories = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    Path directory = Files.createTempDirectory("oracle-seam");
    int done = 0;
    int diverged = 0;
    int putAside = 0;
    Map<String, Integer> altered = new TreeMap<>();
    try (LocalStack stack =
            LocalStack.in(directory.resolve("services"))
                .only(Service.POSTGRES, Service.KAFKA)
                .start();
        OracleStandIn oracle = OracleStandIn.on(stack.postgres());
        RedoProcess redo = RedoProcess.start(directory.resolve("redo.log"));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      OracleSeam seam =
          new OracleSeam(stack, oracle, LocalSpark.session(), producer, LocalSpark.home());
      for (int source = 1; done < histories; source++) {
        int tables = Math.min(TABLES, histories - done);
        Ended ended = seam.run(redo, "seam" + source, tables, seed + source);
        done += tables;
        diverged += ended.wrong().size();
        putAside += ended.putAside();
        ended.altered().forEach((what, times) -> altered.merge(what, times, Integer::sum));
        System.out.printf(
            "seed %d: %s%n",
            seed + source, ended.wrong().isEmpty() ? "equal" : String.join("\n  ", ended.wrong()));
      }
    }
    System.out.println("altered: " + altered);
    System.out.printf(
        "RESULT oracle-seam histories=%d altered=%d put_aside=%d diverged=%d%n",
        done, altered.values().stream().mapToInt(times -> times).sum(), putAside, diverged);
    if (diverged > 0) {
      throw new IllegalStateException(diverged + " histories diverged, seed " + seed);
    }
  }
}
