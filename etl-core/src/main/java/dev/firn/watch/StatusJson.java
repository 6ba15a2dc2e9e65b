package dev.firn.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.error.ExitCode;
import dev.firn.overview.LastVerdict;
import dev.firn.overview.SourceOverview;
import dev.firn.overview.TableOverview;
import dev.firn.status.Freshness;
import dev.firn.status.TableStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sources for programs. */
final class StatusJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Readers may rely on the fields of a version; a field that changes its meaning raises it. */
  private static final int VERSION = 1;

  private StatusJson() {}

  /** One document in lines. */
  static String pretty(List<SourceOverview> sources, ExitCode code) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document(sources, code))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One document in one line, of which many follow each other. */
  static String line(List<SourceOverview> sources, ExitCode code) {
    return document(sources, code) + "\n";
  }

  private static ObjectNode document(List<SourceOverview> sources, ExitCode code) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("command", "status");
    root.put("exit_code", code.code());
    ArrayNode all = root.putArray("sources");
    sources.forEach(source -> put(source, all.addObject()));
    return root;
  }

  private static void put(SourceOverview source, ObjectNode node) {
    node.put("source", source.source());
    node.put("namespace", source.place());
    node.put("at", source.at().toString());
    node.put("reached", source.isReached());
    node.put("trouble", source.trouble());
    ArrayNode loads = node.putArray("loads");
    source
        .loads()
        .forEach(
            load -> loads.addObject().put("holder", load.holder()).put("silent", load.isSilent()));
    ArrayNode tables = node.putArray("tables");
    source.tables().forEach(table -> put(table, tables.addObject()));
  }

  private static void put(TableOverview table, ObjectNode node) {
    TableStatus status = table.status();
    Freshness fresh = status.freshness();
    node.put("table", table.name());
    node.put("state", status.condition().text().replace(' ', '_'));
    node.put("rows_loaded", status.loadedRows());
    node.put("load_start", text(status.initialLoadStart()));
    node.put("load_end", text(status.initialLoadEnd()));
    node.put("position", status.position());
    node.put("events_applied", status.eventsApplied());
    node.put("applied_at", text(status.appliedAt()));
    node.put("lag_events", fresh.lagEvents());
    node.put("lag_seconds", fresh.lagSeconds());
    node.put("lag_measured_at", text(fresh.measuredAt()));
    node.put("fresh_as_of", text(table.freshAsOf()));
    node.put("error", status.trouble());
    node.put("open_dead_letters", table.openLetters());
    ObjectNode validation = node.putObject("validation");
    table.validation().ifPresent(verdict -> put(verdict, validation));
  }

  private static void put(LastVerdict verdict, ObjectNode node) {
    node.put("verdict", verdict.verdict());
    node.put("level", verdict.level());
    node.put("at", text(verdict.at()));
    node.put("differing_rows", verdict.differingRows());
    node.put("columns", verdict.columns());
    node.put("note", verdict.note());
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }
}
