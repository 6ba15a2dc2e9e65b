package dev.firn.cdc.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a table's events is not read as its contract says, because the source has changed.
 *
 * @param refused an event that has one of these fields becomes a dead letter
 * @param required an event of a row that lacks one of these fields becomes a dead letter
 * @param skipped fields whose values are left out
 * @param lenient fields whose values are left out if they do not fit
 * @param formerNames fields under names that they had before, with their names of now
 * @param dropped names of columns that the source has no more: in a later event such a name may be
 *     of another column
 * @param kept what of the events is kept as it was sent
 */
public record FieldRules(
    Set<String> refused,
    Set<String> required,
    Set<String> skipped,
    Set<String> lenient,
    Map<String, String> formerNames,
    Map<String, Dropped> dropped,
    SentText.Kept kept)
    implements Serializable {

  /**
   * A column that is gone.
   *
   * @param by the transaction that dropped it
   * @param column the source's own number of it
   * @param newIsLeftOut true if the source may have columns that the contract does not say, because
   *     new ones are not followed
   */
  public record Dropped(long by, int column, boolean newIsLeftOut) implements Serializable {}

  public static final FieldRules NONE =
      new FieldRules(
          Set.of(), Set.of(), Set.of(), Set.of(), Map.of(), Map.of(), SentText.Kept.NOTHING);

  private static final ObjectMapper JSON = new ObjectMapper();

  public FieldRules {
    refused = Set.copyOf(refused);
    required = Set.copyOf(required);
    skipped = Set.copyOf(skipped);
    lenient = Set.copyOf(lenient);
    formerNames = Map.copyOf(formerNames);
    dropped = Map.copyOf(dropped);
  }

  public FieldRules refusing(String field) {
    return new FieldRules(
        with(refused, field), required, skipped, lenient, formerNames, dropped, kept);
  }

  public FieldRules requiring(String field) {
    return new FieldRules(
        refused, with(required, field), skipped, lenient, formerNames, dropped, kept);
  }

  public FieldRules skipping(String field) {
    return new FieldRules(
        refused, required, with(skipped, field), lenient, formerNames, dropped, kept);
  }

  public FieldRules lenientWith(String field) {
    return new FieldRules(
        refused, required, skipped, with(lenient, field), formerNames, dropped, kept);
  }

  /** The same, with what of the events is kept as it was sent. */
  public FieldRules keeping(SentText.Kept what) {
    return new FieldRules(refused, required, skipped, lenient, formerNames, dropped, what);
  }

  /** True if rows may lack values of the field that its events have. */
  public boolean leavesOut(String field) {
    return skipped.contains(field) || lenient.contains(field);
  }

  /** With a column that has another name now; so have the names that led to it. */
  public FieldRules renamed(String from, String to) {
    Map<String, String> names = new HashMap<>(formerNames);
    names.replaceAll((former, name) -> name.equals(from) ? to : name);
    names.put(from, to);
    names.remove(to);
    return new FieldRules(refused, required, skipped, lenient, names, dropped, kept);
  }

  /** With a column that the source has no more; none of its earlier names is its own from then. */
  public FieldRules dropping(String field, Dropped column) {
    Map<String, Dropped> more = new HashMap<>(dropped);
    more.put(field, column);
    formerNames.forEach(
        (former, name) -> {
          if (name.equals(field)) {
            more.put(former, column);
          }
        });
    return new FieldRules(refused, required, skipped, lenient, formerNames, more, kept);
  }

  /** The same of a table whose new columns are not followed. */
  public FieldRules leavingNewOut() {
    Map<String, Dropped> all = new HashMap<>(dropped);
    all.replaceAll((field, column) -> new Dropped(column.by(), column.column(), true));
    return new FieldRules(refused, required, skipped, lenient, formerNames, all, kept);
  }

  /** The former names as they are stored. */
  public String namesToJson() {
    return json(formerNames);
  }

  /** The dropped columns as they are stored. */
  public String droppedToJson() {
    return json(dropped);
  }

  private static String json(Map<String, ?> names) {
    try {
      return JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The rules of a table that a stream begins with.
   *
   * @param formerNames as {@link #namesToJson} has them
   * @param dropped as {@link #droppedToJson} has them
   */
  public static FieldRules stored(Optional<String> formerNames, Optional<String> dropped) {
    return new FieldRules(
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        parse(formerNames, new TypeReference<Map<String, String>>() {}),
        parse(dropped, new TypeReference<Map<String, Dropped>>() {}),
        SentText.Kept.NOTHING);
  }

  private static <V> Map<String, V> parse(
      Optional<String> json, TypeReference<Map<String, V>> type) {
    try {
      return json.isEmpty() ? Map.of() : JSON.readValue(json.get(), type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read names of columns: " + json, e);
    }
  }

  private static Set<String> with(Set<String> fields, String field) {
    Set<String> more = new HashSet<>(fields);
    more.add(field);
    return more;
  }
}
