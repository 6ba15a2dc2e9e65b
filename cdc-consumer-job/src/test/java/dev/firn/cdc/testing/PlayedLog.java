package dev.firn.cdc.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.localstack.LocalStack;
import dev.firn.oracleevents.RedoEvent;
import dev.firn.oracleevents.RedoProcess;
import dev.firn.schema.UnavailableValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A redo log of which Connect sends what Debezium's connector makes of it. */
public final class PlayedLog implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RedoProcess redo;
  private final Path file;

  /**
   * @param stack the directory of the stack with Connect
   * @param prefix of the topics
   */
  public PlayedLog(Path stack, String prefix) throws IOException {
    Path directory = Files.createDirectories(LocalStack.redo(stack));
    this.file = directory.resolve(prefix);
    this.redo = RedoProcess.start(directory.resolve(prefix + ".log"));
    // The connector of the load adds its mark itself.
    Map<String, String> settings =
        OracleWriter.settings(
            prefix, UnavailableValue.placeholder(prefix), UnavailableValue.SETTINGS_HEADER);
    settings.remove("transforms.firnSettings.header");
    redo.begin(settings);
  }

  public RedoProcess redo() {
    return redo;
  }

  /** The connector is started first, and has stored where. */
  public void start(String scn) throws IOException {
    redo.say("start", Long.parseLong(scn));
    send();
  }

  /** The connector still reads how tables look: if it is ended, it begins at another SCN. */
  public void readTables(String scn) throws IOException {
    RedoEvent beat = redo.heartbeat();
    write(
        new RedoEvent(
            beat.topic(),
            beat.key(),
            beat.value(),
            beat.headers(),
            Map.of(
                "scn",
                scn,
                "snapshot_scn",
                scn,
                "snapshot",
                "INITIAL",
                "snapshot_completed",
                false)));
  }

  /** What is in the log by now is sent, and how far it is. */
  public void send() throws IOException {
    List<RedoEvent> events = new ArrayList<>(redo.take());
    events.add(redo.heartbeat());
    write(events.toArray(RedoEvent[]::new));
  }

  private void write(RedoEvent... events) throws IOException {
    List<String> lines = new ArrayList<>();
    for (RedoEvent event : events) {
      lines.add(JSON.writeValueAsString(event));
    }
    Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() {
    redo.close();
  }
}
