package dev.firn.cdc.drift;

import dev.firn.cdc.error.IdentityErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.config.DriftKind;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the contract of a table with the columns that its source has now. */
final class SchemaDrift {

  private SchemaDrift() {}

  /**
   * The differences in columns that the contract has; new columns are not among them, unless they
   * are old ones under other names.
   *
   * @param now the columns that can be carried
   * @param history the names of all columns ever, in the order in which they were added; empty for
   *     one that was dropped
   */
  static List<Drift> between(TableMapping contract, List<ColumnMapping> now, List<String> history) {
    Map<String, ColumnMapping> present = new LinkedHashMap<>();
    now.forEach(column -> present.put(column.column(), column));
    Set<String> known = Set.copyOf(contract.columns().stream().map(ColumnMapping::column).toList());
    List<Drift> drifts = new ArrayList<>();
    int place = 0;
    for (ColumnMapping column : contract.columns()) {
      ColumnMapping same = present.get(column.column());
      if (same != null) {
        place = history.indexOf(column.column()) + 1;
        typeChange(column, same).ifPresent(drifts::add);
        continue;
      }
      if (history.contains(column.column())) {
        continue;
      }
      ColumnMapping renamed = renamed(history, place, known, present);
      if (renamed == null) {
        drifts.add(new Drift(DriftKind.DROP, column.column(), column, null));
      } else {
        place = history.indexOf(renamed.column()) + 1;
        drifts.add(new Drift(DriftKind.RENAME, column.column(), column, renamed));
        typeChange(column, renamed).ifPresent(drifts::add);
      }
    }
    return drifts;
  }

  /**
   * The same by what the source itself knows its columns, whatever they are called.
   *
   * @param now the columns that can be carried
   * @throws dev.firn.error.DriftException if a name is of another column than before, so that
   *     events with it are of either
   */
  static List<Drift> byIdentity(
      CapturedTable captured, List<ColumnMapping> now, TableIdentity before, TableIdentity after) {
    TableMapping contract = captured.mapping();
    Map<String, ColumnMapping> present = new LinkedHashMap<>();
    now.forEach(column -> present.put(column.column(), column));
    Map<String, String> former = captured.rules().formerNames();
    List<Drift> drifts = new ArrayList<>();
    for (ColumnMapping column : contract.columns()) {
      ColumnIdentity held = before.column(column.column()).orElse(null);
      ColumnIdentity found = held == null ? null : after.column(held.id()).orElse(null);
      String name = found == null ? column.column() : found.name();
      boolean moved = found == null || !name.equals(column.column());
      if (moved && after.column(column.column()).isPresent()) {
        throw IdentityErrors.nameIsOfAnotherColumn(captured, column.column());
      }
      if (moved && found != null && contract.find(name).isPresent()) {
        throw IdentityErrors.nameIsOfAnotherColumn(captured, name);
      }
      if (held == null) {
        continue;
      }
      if (found == null) {
        drifts.add(new Drift(DriftKind.DROP, column.column(), column, null));
        continue;
      }
      labelChange(held, found)
          .ifPresent(
              change -> {
                throw IdentityErrors.valuesAreNamedAnew(captured, column.column(), change);
              });
      ColumnMapping renamed = present.get(name);
      if (renamed == null) {
        throw IdentityErrors.columnIsCarriedNoMore(captured, column.column());
      }
      if (moved) {
        boolean isFormer = former.containsKey(name) && !column.column().equals(former.get(name));
        if (isFormer || contract.excluded().containsKey(name)) {
          throw IdentityErrors.nameIsOfAnotherColumn(captured, name);
        }
        drifts.add(new Drift(DriftKind.RENAME, column.column(), column, renamed));
      }
      typeChange(column, renamed).ifPresent(drifts::add);
    }
    for (String name : newNames(before, after)) {
      if (former.containsKey(name) || contract.excluded().containsKey(name)) {
        throw IdentityErrors.nameIsOfAnotherColumn(captured, name);
      }
    }
    return drifts;
  }

  /** The names of columns that there were not before. */
  static List<String> newNames(TableIdentity before, TableIdentity after) {
    return after.columns().stream()
        .filter(column -> !column.generated() && before.column(column.id()).isEmpty())
        .map(ColumnIdentity::name)
        .toList();
  }

  /** A label may come, and none that there was may be called otherwise, not even for a time. */
  private static Optional<String> labelChange(ColumnIdentity before, ColumnIdentity after) {
    // A domain and the type below it have the same labels; of other types nothing is the same.
    boolean isSameType = before.type() == after.type();
    String forATime = null;
    for (Map.Entry<String, String> label : before.labels().entrySet()) {
      String key = label.getKey();
      String now = after.labels().get(key);
      if (label.getValue().equals(now) || (now == null && !isSameType)) {
        continue;
      }
      if (key.startsWith(ColumnIdentity.FIELD)) {
        return Optional.of("its fields are others or were others for a time");
      }
      if (!key.endsWith(ColumnIdentity.VERSION)) {
        return Optional.of("\"%s\" is \"%s\" now".formatted(label.getValue(), now));
      }
      String number = key.substring(0, key.length() - ColumnIdentity.VERSION.length());
      forATime = "\"%s\" was called otherwise for a time".formatted(before.labels().get(number));
    }
    if (forATime != null) {
      return Optional.of(forATime);
    }
    if (!isSameType) {
      return Optional.empty();
    }
    Set<String> fields = new HashSet<>(after.labels().keySet());
    fields.removeIf(key -> !isNewField(key, before.labels().keySet()));
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    boolean isThere = fields.stream().anyMatch(key -> !key.endsWith(ColumnIdentity.VERSION));
    return Optional.of(isThere ? "it has more fields" : "it had more fields for a time");
  }

  /** Versions alone are of a contract that an earlier version of Firn has written. */
  private static boolean isNewField(String key, Set<String> before) {
    boolean knowsVersions = before.stream().anyMatch(held -> held.endsWith(ColumnIdentity.VERSION));
    return key.startsWith(ColumnIdentity.FIELD)
        && !before.contains(key)
        && (knowsVersions || !key.endsWith(ColumnIdentity.VERSION));
  }

  /** The place of a dropped column stays empty; a renamed column keeps its place. */
  private static @Nullable ColumnMapping renamed(
      List<String> history, int place, Set<String> known, Map<String, ColumnMapping> present) {
    for (int i = place; i < history.size(); i++) {
      String name = history.get(i);
      if (name.isEmpty() || known.contains(name)) {
        return null;
      }
      if (present.containsKey(name)) {
        return present.get(name);
      }
    }
    return null;
  }

  private static Optional<Drift> typeChange(ColumnMapping before, ColumnMapping after) {
    boolean same =
        before.columnType().rule().equals(after.columnType().rule())
            && before.sparkType().equals(after.sparkType())
            && after.columnType().keepsForm(before.type(), after.type());
    // What a load has decided about a type holds as long as the source has that type.
    if (same || before.type().equals(after.type())) {
      return Optional.empty();
    }
    boolean widens = before.columnType().widensTo(after.columnType());
    DriftKind kind = widens ? DriftKind.WIDEN : DriftKind.NARROW;
    return Optional.of(new Drift(kind, before.column(), before, after));
  }
}
