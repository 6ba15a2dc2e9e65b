package dev.firn.source.mark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a table was read by its bookmark: what was committed by then and is not in the table has
 * a value at {@link #from} or above, or none. It is stored with the rows that it speaks of.
 *
 * @param from where the next read begins: an instant, a number, or a transaction; null if nobody
 *     knows, so that all rows have to be looked at
 * @param seen of a column of numbers, the greatest of them at some instants, newest last
 * @param readAt when the source was read, by its clock
 * @param comparedAt when all rows were read or compared
 * @param loadedAt when all rows were read
 * @param transaction the oldest that the read may not have seen, or -1: a server that knows less
 *     was put back
 * @param run that did it
 */
public record Mark(
    String column,
    MarkKind kind,
    @Nullable String from,
    List<Seen> seen,
    Instant readAt,
    Instant comparedAt,
    Instant loadedAt,
    long transaction,
    String run) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The greatest number that was committed by an instant of the source's clock. */
  public record Seen(Instant by, BigInteger value) {}

  public Mark {
    seen = List.copyOf(seen);
  }

  /** True if it is of that column. */
  public boolean isOf(MarkColumn other) {
    return column.equals(other.name()) && kind == other.kind();
  }

  public String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("column", column);
    node.put("kind", kind.name());
    if (from != null) {
      node.put("from", from);
    }
    ArrayNode numbers = node.putArray("seen");
    seen.forEach(
        one ->
            numbers
                .addObject()
                .put("by", one.by().toString())
                .put("value", one.value().toString()));
    node.put("read_at", readAt.toString());
    node.put("compared_at", comparedAt.toString());
    node.put("loaded_at", loadedAt.toString());
    node.put("transaction", transaction);
    node.put("run", run);
    return node.toString();
  }

  /**
   * @throws IllegalArgumentException if the text is not what {@link #toJson} writes
   */
  public static Mark fromJson(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      List<Seen> seen = new ArrayList<>();
      for (JsonNode one : node.path("seen")) {
        seen.add(
            new Seen(
                Instant.parse(one.path("by").asText()),
                new BigInteger(one.path("value").asText())));
      }
      return new Mark(
          node.path("column").asText(),
          MarkKind.valueOf(node.path("kind").asText()),
          node.hasNonNull("from") ? node.path("from").asText() : null,
          seen,
          Instant.parse(node.path("read_at").asText()),
          Instant.parse(node.path("compared_at").asText()),
          Instant.parse(node.path("loaded_at").asText()),
          node.path("transaction").asLong(-1),
          node.path("run").asText());
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IllegalArgumentException("Cannot read \"" + text + "\" as a bookmark", e);
    }
  }
}
