package dev.firn.overview;

import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.number;
import static dev.firn.lake.control.ControlColumn.smallNumber;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.model.SourceNamespace;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that could not be applied, without what is in it.
 *
 * @param id what {@code firn dlq} calls it by
 */
public record OpenLetter(String id, String table, @Nullable Instant at, String reason) {

  private static final ControlColumn<OpenLetter, String> SOURCE = text("source", row -> null);
  private static final ControlColumn<OpenLetter, String> TABLE =
      text("table_name", OpenLetter::table);
  private static final ControlColumn<OpenLetter, String> STATE = text("state", row -> null);
  private static final ControlColumn<OpenLetter, String> TOPIC = text("topic", row -> null);
  private static final ControlColumn<OpenLetter, Integer> PARTITION =
      smallNumber("partition", row -> null);
  private static final ControlColumn<OpenLetter, Long> OFFSET = number("offset", row -> null);
  private static final ControlColumn<OpenLetter, String> REASON =
      text("reason", OpenLetter::reason);
  private static final ControlColumn<OpenLetter, Instant> RECORDED_AT =
      instant("recorded_at", OpenLetter::at);

  private static final ControlRows<OpenLetter> ROWS =
      ControlRows.of(
          OpenLetter::read, SOURCE, TABLE, STATE, TOPIC, PARTITION, OFFSET, REASON, RECORDED_AT);

  /** The newest of a source. */
  public static List<OpenLetter> newest(
      LakeTables lake, SourceNamespace namespace, String source, int most) {
    return lake.findControlTable(namespace.table(OpenLetters.TABLE), ROWS).stream()
        .flatMap(
            table ->
                table
                    .select(SOURCE, TABLE, STATE, TOPIC, PARTITION, OFFSET, REASON, RECORDED_AT)
                    .stream())
        .filter(row -> row.getOrElse(SOURCE, "").equals(source))
        .filter(row -> row.getOrElse(STATE, OpenLetters.OPEN).equals(OpenLetters.OPEN))
        .map(OpenLetter::read)
        .sorted(Comparator.comparing(OpenLetter::moment).reversed())
        .limit(most)
        .toList();
  }

  private Instant moment() {
    return at == null ? Instant.EPOCH : at;
  }

  private static OpenLetter read(ControlRow row) {
    return new OpenLetter(
        "%s/%d/%d"
            .formatted(
                row.getOrElse(TOPIC, ""), row.getOrElse(PARTITION, 0), row.getOrElse(OFFSET, 0L)),
        row.getOrElse(TABLE, ""),
        row.find(RECORDED_AT),
        row.getOrElse(REASON, ""));
  }
}
