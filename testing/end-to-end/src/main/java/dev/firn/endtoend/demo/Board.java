package dev.firn.endtoend.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Listener;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.terminal.Cell;
import dev.firn.terminal.Column;
import dev.firn.terminal.InPlace;
import dev.firn.terminal.Terminal;
import dev.firn.terminal.TextGrid;
import dev.firn.terminal.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A table of the shop's tables that moves while they are loaded and followed, by what {@code firn
 * status --watch --json} says of them. Where nothing can be redrawn there is none.
 */
final class Board implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDENT = "          ";
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("table", 0, 10),
          Column.text("state", 1, 0),
          Column.number("rows loaded", 2),
          Column.number("changes applied", 0),
          Column.number("waiting", 3));

  private final Terminal terminal;
  private final InPlace place;
  private final long start = System.nanoTime();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private List<String> tables = List.of();
  private @Nullable FirnProcess watching;

  Board(Terminal terminal, InPlace place) {
    this.terminal = terminal;
    this.place = place;
  }

  boolean isShown() {
    return terminal.isRedrawn();
  }

  /** Follows a source from now on. */
  void follow(ShopSource source) throws IOException {
    if (isShown()) {
      watching =
          source
              .tell(new Listener(this::show, line -> {}))
              .start("status", "--watch", "--json", "--interval", "1");
      clock.scheduleAtFixedRate(this::show, 1, 1, TimeUnit.SECONDS);
    }
  }

  private synchronized void show(String document) {
    int width = terminal.size().columns() - INDENT.length();
    tables = lines(document, width, terminal.isColoured());
    show();
  }

  /** With the seconds below, which move while no table does. */
  private synchronized void show() {
    if (watching != null) {
      List<String> lines = new ArrayList<>(tables);
      lines.add("%d s".formatted((System.nanoTime() - start) / 1_000_000_000));
      place.show(lines.stream().map(line -> INDENT + line).toList());
    }
  }

  /** What a document of the status says of its first source. */
  static List<String> lines(String document, int width, boolean isColoured) {
    JsonNode tables;
    try {
      tables = JSON.readTree(document).path("sources").path(0).path("tables");
    } catch (JsonProcessingException e) {
      return List.of();
    }
    List<JsonNode> byName = new ArrayList<>();
    tables.forEach(byName::add);
    byName.sort((a, b) -> a.path("table").asText().compareTo(b.path("table").asText()));
    TextGrid grid = new TextGrid(COLUMNS);
    byName.forEach(table -> grid.add(row(table)));
    return byName.isEmpty() ? List.of() : grid.lines(Math.max(20, width), isColoured);
  }

  private static List<Cell> row(JsonNode table) {
    String state = table.path("state").asText();
    Tone tone =
        switch (state) {
          case "followed", "loaded" -> Tone.GOOD;
          case "failed", "quarantined", "waiting" -> Tone.BAD;
          default -> Tone.NOTE;
        };
    return List.of(
        Cell.of(table.path("table").asText()),
        Cell.of(state.replace('_', ' '), tone),
        number(table.path("rows_loaded")),
        number(table.path("events_applied")),
        number(table.path("lag_events")));
  }

  private static Cell number(JsonNode number) {
    return number.isNumber()
        ? Cell.of(String.format(Locale.ROOT, "%,d", number.asLong()))
        : Cell.of("-", Tone.FAINT);
  }

  /** What was seen last stays. */
  @Override
  public void close() {
    FirnProcess ended;
    synchronized (this) {
      ended = watching;
      watching = null;
      clock.shutdownNow();
      place.keep();
    }
    if (ended != null) {
      ended.close();
    }
  }
}
