package dev.firn.cdc.drift;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.FieldRules;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.error.DriftException;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnDecision;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.SchemaMapper;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the policy of a table makes of a column that is another than the contract says. */
final class DriftResponse {

  private final SchemaMapper mapper;
  private final SchemaChanges changes;
  private final ColumnEvolution evolution;
  private final SchemaFollower follower;

  DriftResponse(
      SchemaMapper mapper,
      SchemaChanges changes,
      ColumnEvolution evolution,
      SchemaFollower follower) {
    this.mapper = mapper;
    this.changes = changes;
    this.evolution = evolution;
    this.follower = follower;
  }

  /** The table as its policy follows a difference of a column that it has. */
  CapturedTable to(CapturedTable captured, Drift drift) {
    DriftPolicy policy = captured.policy().on(drift.kind());
    String column = drift.column();
    return switch (policy) {
      case FAIL -> throw refused(captured, drift);
      case EVOLVE -> {
        if (follower.wasLeftOut(captured, column)) {
          changes.record(captured, drift, "the table is quarantined, it must be reloaded");
          throw StreamErrors.valuesWereLeftOut(captured, column);
        }
        yield evolution.follow(captured, drift);
      }
      case FREEZE -> {
        changes.record(captured, drift, "events that do not fit become dead letters");
        yield switch (drift.kind()) {
          case NARROW -> captured.with(captured.rules().refusing(column));
          case DROP -> captured.with(captured.rules().requiring(column));
          case RENAME ->
              captured.with(captured.rules().requiring(column).refusing(nameOf(drift.after())));
          case ADD, WIDEN -> captured;
        };
      }
      case DISCARD_VALUE -> {
        changes.record(captured, drift, "values that do not fit are left out");
        follower.noteLeftOut(captured, column, null);
        yield switch (drift.kind()) {
          case NARROW -> captured.with(captured.rules().skipping(column));
          case WIDEN -> captured.with(captured.rules().lenientWith(column));
          case RENAME ->
              captured.with(captured.rules().skipping(column).skipping(nameOf(drift.after())));
          case DROP -> captured.with(captured.rules().skipping(column));
          case ADD -> captured;
        };
      }
    };
  }

  private static String nameOf(@Nullable ColumnMapping column) {
    return column == null ? "" : column.column();
  }

  private DriftException refused(CapturedTable captured, Drift drift) {
    changes.record(captured, drift, "the table is quarantined");
    return StreamErrors.columnChangeIsRefused(
        captured,
        drift.kind(),
        drift.column(),
        Drift.text(drift.before()),
        Drift.text(drift.after()));
  }

  /**
   * The table as its policy follows columns that are new.
   *
   * @param fields their names at the source
   * @param schema null if the source does not have the table any more
   */
  CapturedTable toNew(CapturedTable captured, Set<String> fields, @Nullable TableSchema schema) {
    DriftPolicy policy = captured.policy().on(DriftKind.ADD);
    if (policy == DriftPolicy.EVOLVE) {
      CapturedTable followed = grown(captured, fields, schema);
      for (ColumnMapping column : followed.mapping().columns()) {
        if (!captured.mapping().columns().contains(column)) {
          changes.record(
              captured,
              new Drift(DriftKind.ADD, column.column(), null, column),
              "added as " + column.lakeColumn());
        }
      }
      return withoutWhatIsNotTaken(followed, fields, schema);
    }
    FieldRules rules = captured.rules();
    for (String field : fields) {
      Drift drift = new Drift(DriftKind.ADD, field, null, null);
      if (policy == DriftPolicy.FAIL) {
        throw refused(captured, drift);
      }
      boolean freeze = policy == DriftPolicy.FREEZE;
      changes.record(
          captured,
          drift,
          freeze ? "events that have it become dead letters" : "its values are left out");
      if (!freeze) {
        follower.noteLeftOut(captured, field, identity(schema));
      }
      rules = freeze ? rules.refusing(field) : rules.skipping(field);
    }
    return captured.with(rules);
  }

  /** Columns that cannot be carried are named, and then passed by. */
  private CapturedTable withoutWhatIsNotTaken(
      CapturedTable followed, Set<String> fields, @Nullable TableSchema schema) {
    FieldRules rules = followed.rules();
    for (String field : fields) {
      if (followed.mapping().find(field).isEmpty()) {
        changes.record(
            followed,
            new Drift(DriftKind.ADD, field, null, null),
            "left out of the lake: " + whyNotTaken(field, schema));
        follower.noteLeftOut(followed, field, identity(schema));
        rules = rules.skipping(field);
      }
    }
    return followed.with(rules);
  }

  private static @Nullable TableIdentity identity(@Nullable TableSchema schema) {
    return schema == null ? null : schema.identity();
  }

  private String whyNotTaken(String field, @Nullable TableSchema schema) {
    return schema == null
        ? "the source does not say of which type it is"
        : mapper.decide(schema).stream()
            .filter(decision -> decision.column().equals(field))
            .findFirst()
            .map(
                decision ->
                    decision.match(
                        keep -> "its name in the lake is taken",
                        ColumnDecision.Exclude::reason,
                        ColumnDecision.Reject::reason))
            .orElse("the source does not have it any more");
  }

  private CapturedTable grown(
      CapturedTable captured, Set<String> fields, @Nullable TableSchema schema) {
    try {
      return follower.follow(captured, fields, schema);
    } catch (SchemaFollower.ColumnIsRefused e) {
      changes.record(
          captured,
          new Drift(DriftKind.ADD, e.column(), null, null),
          "the table is quarantined, it must be reloaded");
      throw e.refusal();
    }
  }
}
