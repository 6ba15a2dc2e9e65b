package dev.firn.oracleevents;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The simulator as a process of its own, because its libraries fit no others: an array of JSON per
 * line in, an event per line out.
 */
public final class RedoMain {

  private static final ObjectMapper JSON = new ObjectMapper();

  private RedoMain() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    // What libraries print is no event.
    System.setOut(System.err);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    RedoSimulator redo = null;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode said = JSON.readTree(line);
      if (said.get(0).asText().equals("settings")) {
        if (redo != null) {
          redo.close();
        }
        redo = new RedoSimulator(JSON.convertValue(said.get(1), new TypeReference<>() {}));
      } else if (redo == null) {
        throw new IllegalStateException("No settings were said before " + line);
      } else if (said.get(0).asText().equals("take")) {
        for (RedoEvent event : redo.take()) {
          out.println(JSON.writeValueAsString(event));
        }
        out.println();
        out.flush();
      } else if (said.get(0).asText().equals("heartbeat")) {
        out.println(JSON.writeValueAsString(redo.heartbeat()));
        out.println();
        out.flush();
      } else {
        obey(redo, said);
      }
    }
  }

  private static void obey(RedoSimulator redo, JsonNode said) {
    String first = said.get(1).asText();
    switch (said.get(0).asText()) {
      case "define" -> redo.define(first, said.get(2).asText());
      case "write" ->
          redo.write(
              first,
              said.get(2).asLong(),
              said.get(3).asInt(),
              said.get(4).asText(),
              said.get(5).asText());
      case "writeLarge" ->
          redo.writeLarge(
              first,
              said.get(2).asLong(),
              said.get(3).asInt(),
              said.get(4).asText(),
              said.get(5).asText(),
              said.get(6).asText(),
              said.get(7).asText());
      case "truncate" -> redo.truncate(first, said.get(2).asLong(), said.get(3).asText());
      case "rollBack" -> redo.rollBack(first);
      case "commit" ->
          redo.commit(first, said.get(2).asInt(), said.get(3).asLong(), said.get(4).asLong());
      case "start" -> redo.start(said.get(1).asLong());
      case "restart" -> redo.restart(said.get(1).asInt());
      default -> throw new IllegalArgumentException("Nobody knows how to " + said);
    }
  }
}
