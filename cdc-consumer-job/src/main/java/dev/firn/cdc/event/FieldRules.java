package dev.firn.cdc.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What of a table's events is not read as its contract says, because the source has changed.
 *
 * @param refused an event that has one of these fields becomes a dead letter
 * @param required an event of a row that lacks one of these fields becomes a dead letter
 * @param skipped fields whose values are left out
 * @param lenient fields whose values are left out if they do not fit
 * @param formerNames fields under names that they had before, with their names of now
 */
public record FieldRules(
    Set<String> refused,
    Set<String> required,
    Set<String> skipped,
    Set<String> lenient,
    Map<String, String> formerNames)
    implements Serializable {

  public static final FieldRules NONE =
      new FieldRules(Set.of(), Set.of(), Set.of(), Set.of(), Map.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  public FieldRules {
    refused = Set.copyOf(refused);
    required = Set.copyOf(required);
    skipped = Set.copyOf(skipped);
    lenient = Set.copyOf(lenient);
    formerNames = Map.copyOf(formerNames);
  }

  public FieldRules refusing(String field) {
    return new FieldRules(with(refused, field), required, skipped, lenient, formerNames);
  }

  public FieldRules requiring(String field) {
    return new FieldRules(refused, with(required, field), skipped, lenient, formerNames);
  }

  public FieldRules skipping(String field) {
    return new FieldRules(refused, required, with(skipped, field), lenient, formerNames);
  }

  public FieldRules lenientWith(String field) {
    return new FieldRules(refused, required, skipped, with(lenient, field), formerNames);
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
    return new FieldRules(refused, required, skipped, lenient, names);
  }

  /** The former names as they are stored. */
  public String namesToJson() {
    try {
      return JSON.writeValueAsString(formerNames);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static FieldRules ofNames(String json) {
    try {
      Map<String, String> names = JSON.readValue(json, new TypeReference<>() {});
      return new FieldRules(Set.of(), Set.of(), Set.of(), Set.of(), names);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read former names: " + json, e);
    }
  }

  private static Set<String> with(Set<String> fields, String field) {
    Set<String> more = new HashSet<>(fields);
    more.add(field);
    return more;
  }
}
