package dev.firn.cdc.replay;

import dev.firn.cdc.deadletter.DeadLetterRow;
import dev.firn.cdc.deadletter.DeadLetterState;
import dev.firn.cdc.deadletter.DeadLetterTable;
import dev.firn.cdc.deadletter.DeadLetters;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.config.SourceConfig;
import dev.firn.error.ExitCode;
import dev.firn.lake.LakeTables;
import dev.firn.model.LakeTableId;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people do with the dead letters of a source: list, show, retry, discard. */
public final class DeadLetterJob {

  private final LakeTables lake;
  private final SourceConfig source;
  private final PrintWriter out;
  private final Clock clock;

  public DeadLetterJob(LakeTables lake, SourceConfig source, PrintWriter out, Clock clock) {
    this.lake = lake;
    this.source = source;
    this.out = out;
    this.clock = clock;
  }

  /**
   * Which letters are meant.
   *
   * @param table the source table's name with or without schema, or null for all
   * @param ids as {@link DeadLetterRow#id} makes them; empty for all
   * @param settled with those that were retried or discarded before
   */
  public record Selection(@Nullable String table, List<String> ids, boolean settled) {

    private boolean has(DeadLetterRow letter) {
      boolean named =
          table == null || letter.table().equals(table) || letter.table().endsWith("." + table);
      return named && (ids.isEmpty() || ids.contains(letter.id())) && (settled || letter.isOpen());
    }

    private void requireFound(List<DeadLetterRow> found) {
      for (String id : ids) {
        if (found.stream().noneMatch(letter -> letter.id().equals(id))) {
          throw StreamErrors.deadLetterIsUnknown(id);
        }
      }
    }
  }

  public ExitCode list(Selection selection) {
    List<DeadLetterRow> letters = selected(selection);
    for (DeadLetterRow letter : letters) {
      out.println(
          String.join(
              "  ",
              letter.id(),
              letter.state().stored(),
              letter.table(),
              letter.recordedAt().toString(),
              letter.letter().reason()));
    }
    out.println(count(letters.size()) + " of source " + source.name());
    return ExitCode.OK;
  }

  public ExitCode show(Selection selection) {
    for (DeadLetterRow letter : selected(selection)) {
      DeadLetter event = letter.letter();
      print("id", letter.id());
      print(
          "state",
          letter.state().stored() + (letter.stateAt() == null ? "" : " " + letter.stateAt()));
      print("table", letter.table());
      print("position", letter.position());
      print("recorded", letter.recordedAt().toString());
      print("reason", event.reason());
      print("key", text(event.key()));
      print("old key", text(event.headers().oldKey()));
      print("value", text(event.value()));
      out.println();
    }
    return ExitCode.OK;
  }

  public ExitCode discard(Selection selection) {
    List<DeadLetterRow> letters = selected(selection);
    box().end(letters, DeadLetterState.DISCARDED, clock.instant());
    out.println("Discarded " + count(letters.size()));
    return ExitCode.OK;
  }

  /** Forgets letters that were retried or discarded. */
  public ExitCode remove(Selection selection) {
    DeadLetterTable box = box();
    Set<String> named = namedBatches();
    List<DeadLetterRow> settled =
        selected(selection).stream()
            .filter(letter -> !letter.isOpen())
            // The next run would find them missing and bring them back.
            .filter(letter -> !named.contains(letter.batch()))
            .toList();
    out.println("Removed " + count(box.remove(settled)));
    return ExitCode.OK;
  }

  /** The batches of which lake tables say where their letters are. */
  private Set<String> namedBatches() {
    return lake.list(source.namespace()).stream()
        .flatMap(id -> lake.find(id).stream())
        .flatMap(table -> table.state().findDeadLetters(source.name()).stream())
        .map(staged -> staged.split(" ", 2)[0])
        .collect(Collectors.toSet());
  }

  /** In the order of their offsets; a letter that cannot be applied does not stop the others. */
  public ExitCode retry(Selection selection, Supplier<DeadLetterReplay> retries) {
    List<DeadLetterRow> letters = selected(selection);
    if (letters.isEmpty()) {
      out.println("No dead letter is open");
      return ExitCode.OK;
    }
    DeadLetterReplay retry = retries.get();
    DeadLetterTable box = box();
    Map<String, DeadLetterRow> open = new LinkedHashMap<>();
    box.letters(source.name()).stream()
        .filter(DeadLetterRow::isOpen)
        .forEach(letter -> open.put(DeadLetterTable.identity(letter), letter));
    int left = 0;
    for (DeadLetterRow letter : letters) {
      if (!open.containsKey(DeadLetterTable.identity(letter))) {
        continue;
      }
      DeadLetterReplay.Result result = retry.retry(letter, List.copyOf(open.values()));
      DeadLetterState state = result.state();
      print(letter, state, result.text());
      if (state == null) {
        left++;
        continue;
      }
      result.with().forEach(later -> print(later, state, "applied with " + letter.id()));
      List<DeadLetterRow> settled =
          Stream.concat(Stream.of(letter), result.with().stream()).toList();
      box.end(settled, state, clock.instant());
      settled.forEach(ended -> open.remove(DeadLetterTable.identity(ended)));
    }
    return left == 0 ? ExitCode.OK : left == letters.size() ? ExitCode.FAILED : ExitCode.PARTIAL;
  }

  private List<DeadLetterRow> selected(Selection selection) {
    List<DeadLetterRow> found =
        box().letters(source.name()).stream().filter(selection::has).toList();
    selection.requireFound(found);
    return found;
  }

  private DeadLetterTable box() {
    DeadLetterTable box = DeadLetterTable.open(lake, source.namespace());
    // A run that was killed may have left letters, or retries, that only their tables know.
    DeadLetters letters = new DeadLetters(box, source.name(), Integer.MAX_VALUE, clock);
    List<DeadLetterRow> retried = new ArrayList<>();
    for (LakeTableId id : lake.list(source.namespace())) {
      lake.find(id)
          .ifPresent(
              table -> {
                letters.admit(table);
                // Other sinks have applied what the first has noted.
                if (table.state().findContract().isPresent()) {
                  letters.open().stream()
                      .filter(letter -> DeadLetterReplay.isNoted(letter, table, source.name()))
                      .forEach(retried::add);
                }
              });
    }
    box.end(retried, DeadLetterState.RETRIED, clock.instant());
    return box;
  }

  private void print(DeadLetterRow letter, @Nullable DeadLetterState state, String text) {
    out.println(letter.id() + "  " + (state == null ? "open" : state.stored()) + "  " + text);
  }

  private void print(String name, String value) {
    out.printf("%-9s %s%n", name, value);
  }

  private static String count(int letters) {
    return letters == 1 ? "1 dead letter" : letters + " dead letters";
  }

  private static String text(byte @Nullable [] bytes) {
    if (bytes == null) {
      return "";
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return "base64 " + Base64.getEncoder().encodeToString(bytes);
    }
  }
}
