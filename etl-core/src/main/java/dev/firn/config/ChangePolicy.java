package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.config.shape.ShapePolicy;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What changes do to the tables of the lake, as far as that is a matter of choice. */
public record ChangePolicy(
    DeleteMode deletes,
    TruncateMode truncates,
    KeylessMode keyless,
    Set<MetadataColumn> metadata,
    Map<DriftKind, DriftPolicy> drift,
    ShapePolicy shapes) {

  static final Option<DeleteMode> DELETE_MODE =
      Option.optional(
          "delete_mode",
          ValueType.oneOf(DeleteMode.class),
          "hard",
          "What a deleted row becomes: gone (hard), marked in _cdc_deleted (soft; without a"
              + " key only if keyless_tables is append), or nothing is done (ignore).");

  static final Option<TruncateMode> TRUNCATE_MODE =
      Option.optional(
          "truncate_mode",
          ValueType.oneOf(TruncateMode.class),
          "apply",
          "What TRUNCATE does: it deletes all rows as delete_mode says (apply), nothing (ignore),"
              + " or the table is quarantined (fail).");

  static final Option<KeylessMode> KEYLESS_TABLES =
      Option.optional(
          "keyless_tables",
          ValueType.oneOf(KeylessMode.class),
          "exact",
          "Tables without a key: as many equal rows as at the source (exact; updates and deletes"
              + " need REPLICA IDENTITY FULL there), every image a row (append), or not streamed"
              + " (skip).");

  private static final ValueType<List<MetadataColumn>> SOME_COLUMNS =
      ValueType.listOf(
          "none, or a list of [operation, position, source_time, applied_at]",
          Arrays.stream(MetadataColumn.values()).map(ValueType::nameOf).toList(),
          MetadataColumn::ofKey);

  static final Option<List<MetadataColumn>> METADATA_COLUMNS =
      Option.optional(
          "metadata_columns",
          SOME_COLUMNS.or("none", List.of()),
          "none",
          "What rows say about their last change, in columns such as _cdc_operation: none, or some"
              + " of operation, position, source_time, applied_at.");

  private static final Map<DriftKind, Option<DriftPolicy>> DRIFT = driftOptions();

  private static final String INHERITED = "what cdc says";
  private static final Option<DeleteMode> TABLE_DELETE_MODE = inherited(DELETE_MODE);
  private static final Option<TruncateMode> TABLE_TRUNCATE_MODE = inherited(TRUNCATE_MODE);
  private static final Option<KeylessMode> TABLE_KEYLESS = inherited(KEYLESS_TABLES);
  private static final Option<List<MetadataColumn>> TABLE_METADATA = inherited(METADATA_COLUMNS);
  private static final Map<DriftKind, Option<DriftPolicy>> TABLE_DRIFT = new EnumMap<>(DRIFT);

  static {
    TABLE_DRIFT.replaceAll((kind, option) -> inherited(option));
  }

  /** The same choices for a single table. */
  static final List<Option<?>> TABLE_OPTIONS =
      List.of(
          ShapePolicy.TABLE_SHAPES,
          TABLE_DELETE_MODE,
          TABLE_TRUNCATE_MODE,
          TABLE_KEYLESS,
          TABLE_METADATA);

  static final Section TABLE_DRIFT_SECTION =
      Section.optional(
          "schema_drift",
          "As schema_drift of cdc, for these tables.",
          TABLE_DRIFT.values().toArray(Option[]::new));

  static final Section DRIFT_SECTION =
      Section.optional(
          "schema_drift",
          "What is done when a table's columns change at the source: the lake follows (evolve);"
              + " events that do not fit become dead letters (freeze); what fits of them is applied"
              + " (discard_value); or the table is quarantined (fail).",
          DRIFT.values().toArray(Option[]::new));

  public ChangePolicy {
    metadata = Set.copyOf(metadata);
    drift = Map.copyOf(drift);
  }

  /**
   * The choices that leave rows in the lake which the source has not, and what was chosen.
   *
   * @param hasKey true of a table with a key
   */
  public Map<String, String> leniency(boolean hasKey) {
    Map<String, String> lenient = new LinkedHashMap<>();
    if (deletes == DeleteMode.IGNORE) {
      lenient.put(DELETE_MODE.key(), ValueType.nameOf(deletes));
    }
    if (truncates == TruncateMode.IGNORE) {
      lenient.put(TRUNCATE_MODE.key(), ValueType.nameOf(truncates));
    }
    if (!hasKey && keyless == KeylessMode.APPEND) {
      lenient.put(KEYLESS_TABLES.key(), ValueType.nameOf(keyless));
    }
    return lenient;
  }

  /** What applies where nothing else is said. */
  public static ChangePolicy defaults() {
    Map<DriftKind, DriftPolicy> drift = new EnumMap<>(DriftKind.class);
    DRIFT.forEach((kind, option) -> drift.put(kind, option.findDefault().orElseThrow()));
    return new ChangePolicy(
        DeleteMode.HARD,
        TruncateMode.APPLY,
        KeylessMode.EXACT,
        Set.of(),
        drift,
        ShapePolicy.MIRROR_ALONE);
  }

  static ChangePolicy of(Values cdc) {
    Values given = cdc.in(DRIFT_SECTION);
    Map<DriftKind, DriftPolicy> drift = new EnumMap<>(DriftKind.class);
    DRIFT.forEach((kind, option) -> drift.put(kind, given.value(option)));
    return new ChangePolicy(
        cdc.value(DELETE_MODE),
        cdc.value(TRUNCATE_MODE),
        cdc.value(KEYLESS_TABLES),
        Set.copyOf(cdc.value(METADATA_COLUMNS)),
        drift,
        ShapePolicy.of(cdc));
  }

  /** What a table says of its own, as a change to what its source says. */
  static UnaryOperator<ChangePolicy> ofTable(Values table) {
    Values given = table.in(TABLE_DRIFT_SECTION);
    UnaryOperator<ShapePolicy> shapes = ShapePolicy.ofTable(table);
    return base -> {
      Map<DriftKind, DriftPolicy> drift = new EnumMap<>(base.drift());
      TABLE_DRIFT.forEach(
          (kind, option) -> given.find(option).ifPresent(policy -> drift.put(kind, policy)));
      return new ChangePolicy(
          table.find(TABLE_DELETE_MODE).orElse(base.deletes()),
          table.find(TABLE_TRUNCATE_MODE).orElse(base.truncates()),
          table.find(TABLE_KEYLESS).orElse(base.keyless()),
          table.find(TABLE_METADATA).map(Set::copyOf).orElse(base.metadata()),
          drift,
          shapes.apply(base.shapes()));
    };
  }

  private static <T> Option<T> inherited(Option<T> option) {
    return option.inheriting(INHERITED, "As in cdc, for these tables.");
  }

  public DriftPolicy on(DriftKind kind) {
    return drift.getOrDefault(kind, DriftPolicy.FAIL);
  }

  public ChangePolicy withDeletes(DeleteMode mode) {
    return new ChangePolicy(mode, truncates, keyless, metadata, drift, shapes);
  }

  public ChangePolicy withTruncates(TruncateMode mode) {
    return new ChangePolicy(deletes, mode, keyless, metadata, drift, shapes);
  }

  public ChangePolicy withKeyless(KeylessMode mode) {
    return new ChangePolicy(deletes, truncates, mode, metadata, drift, shapes);
  }

  public ChangePolicy withMetadata(Set<MetadataColumn> columns) {
    return new ChangePolicy(deletes, truncates, keyless, columns, drift, shapes);
  }

  public ChangePolicy with(DriftKind kind, DriftPolicy policy) {
    Map<DriftKind, DriftPolicy> changed = new EnumMap<>(drift);
    changed.put(kind, policy);
    return new ChangePolicy(deletes, truncates, keyless, metadata, changed, shapes);
  }

  public ChangePolicy withShapes(ShapePolicy kept) {
    return new ChangePolicy(deletes, truncates, keyless, metadata, drift, kept);
  }

  private static Map<DriftKind, Option<DriftPolicy>> driftOptions() {
    Map<DriftKind, Option<DriftPolicy>> options = new EnumMap<>(DriftKind.class);
    for (DriftKind kind : DriftKind.values()) {
      options.put(kind, driftOption(kind));
    }
    return options;
  }

  private static Option<DriftPolicy> driftOption(DriftKind kind) {
    if (kind != DriftKind.NARROW) {
      return Option.optional(kind.key(), ValueType.oneOf(DriftPolicy.class), "evolve", kind.doc());
    }
    return Option.optional(
        kind.key(),
        ValueType.oneOf(
            List.of("freeze", "discard_value", "fail"),
            text -> DriftPolicy.valueOf(text.toUpperCase(Locale.ROOT))),
        "fail",
        kind.doc());
  }
}
