package dev.firn.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What changes do to the tables of the lake, as far as that is a matter of choice. */
public record ChangePolicy(
    DeleteMode deletes,
    TruncateMode truncates,
    KeylessMode keyless,
    Set<MetadataColumn> metadata,
    Map<DriftKind, DriftPolicy> drift) {

  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  static final Option<DeleteMode> DELETE_MODE =
      Option.optional(
          "delete_mode",
          ValueType.oneOf(DeleteMode.class),
          "hard",
          "What a deleted row becomes: gone (hard), marked in _cdc_deleted (soft), or nothing is"
              + " done (ignore).");

  static final Option<TruncateMode> TRUNCATE_MODE =
      Option.optional(
          "truncate_mode",
          ValueType.oneOf(TruncateMode.class),
          "apply",
          "What TRUNCATE does: it deletes all rows as delete_mode says (apply), nothing (ignore),"
              + " or the table is set aside (fail).");

  static final Option<KeylessMode> KEYLESS_TABLES =
      Option.optional(
          "keyless_tables",
          ValueType.oneOf(KeylessMode.class),
          "exact",
          "Tables without a key: as many equal rows as at the source (exact; updates and deletes"
              + " need REPLICA IDENTITY FULL there), every image a row (append), or not streamed"
              + " (skip).");

  static final Option<Set<MetadataColumn>> METADATA_COLUMNS =
      Option.optional(
          "metadata_columns",
          new ValueType<>(
              "none, or some of [operation, position, source_time, applied_at] joined by commas",
              List.of(),
              ChangePolicy::columns),
          "none",
          "What rows say about their last change, in columns such as _cdc_operation: none, or some"
              + " of operation, position, source_time, applied_at joined by commas.");

  private static final Map<DriftKind, Option<DriftPolicy>> DRIFT = driftOptions();

  static final Section DRIFT_SECTION =
      Section.optional(
          "schema_drift",
          "What is done when a table's columns change at the source: the lake follows (evolve);"
              + " events that do not fit become dead letters (freeze); what fits of them is applied"
              + " (discard_value); or the table is set aside (fail).",
          DRIFT.values().toArray(Option[]::new));

  public ChangePolicy {
    metadata = Set.copyOf(metadata);
    drift = Map.copyOf(drift);
  }

  /** What applies where nothing else is said. */
  public static ChangePolicy defaults() {
    Map<DriftKind, DriftPolicy> drift = new EnumMap<>(DriftKind.class);
    DRIFT.forEach((kind, option) -> drift.put(kind, option.findDefault().orElseThrow()));
    return new ChangePolicy(
        DeleteMode.HARD, TruncateMode.APPLY, KeylessMode.EXACT, Set.of(), drift);
  }

  static ChangePolicy of(Values cdc) {
    Values given = cdc.in(DRIFT_SECTION);
    Map<DriftKind, DriftPolicy> drift = new EnumMap<>(DriftKind.class);
    DRIFT.forEach((kind, option) -> drift.put(kind, given.value(option)));
    return new ChangePolicy(
        cdc.value(DELETE_MODE),
        cdc.value(TRUNCATE_MODE),
        cdc.value(KEYLESS_TABLES),
        cdc.value(METADATA_COLUMNS),
        drift);
  }

  public DriftPolicy on(DriftKind kind) {
    return drift.getOrDefault(kind, DriftPolicy.FAIL);
  }

  public ChangePolicy withDeletes(DeleteMode mode) {
    return new ChangePolicy(mode, truncates, keyless, metadata, drift);
  }

  public ChangePolicy withTruncates(TruncateMode mode) {
    return new ChangePolicy(deletes, mode, keyless, metadata, drift);
  }

  public ChangePolicy withKeyless(KeylessMode mode) {
    return new ChangePolicy(deletes, truncates, mode, metadata, drift);
  }

  public ChangePolicy withMetadata(Set<MetadataColumn> columns) {
    return new ChangePolicy(deletes, truncates, keyless, columns, drift);
  }

  public ChangePolicy with(DriftKind kind, DriftPolicy policy) {
    Map<DriftKind, DriftPolicy> changed = new EnumMap<>(drift);
    changed.put(kind, policy);
    return new ChangePolicy(deletes, truncates, keyless, metadata, changed);
  }

  private static Map<DriftKind, Option<DriftPolicy>> driftOptions() {
    Map<DriftKind, Option<DriftPolicy>> options = new EnumMap<>(DriftKind.class);
    for (DriftKind kind : DriftKind.values()) {
      String fallback = kind == DriftKind.NARROW ? "fail" : "evolve";
      options.put(
          kind,
          Option.optional(kind.key(), ValueType.oneOf(DriftPolicy.class), fallback, kind.doc()));
    }
    return options;
  }

  private static Set<MetadataColumn> columns(String text) {
    Set<MetadataColumn> columns = new TreeSet<>();
    if (!text.equals("none")) {
      for (String name : new ArrayList<>(List.of(COMMA.split(text, -1)))) {
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
          throw new IllegalArgumentException("not of this type");
        }
        columns.add(MetadataColumn.valueOf(name.toUpperCase(Locale.ROOT)));
      }
    }
    return columns;
  }
}
