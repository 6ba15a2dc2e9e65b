package dev.firn.cdc.drift;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.HeldContract;
import dev.firn.cdc.error.IdentityErrors;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.config.DriftKind;
import dev.firn.config.DriftPolicy;
import dev.firn.config.KeylessMode;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableState;
import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableIdentity.Part;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.DatabaseKind;
import dev.firn.source.SourceCatalog;
import dev.firn.source.SourceCatalog.TakeOver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that a table of the source is still the one of which the contract speaks, and that its
 * events tell all that happens to its rows.
 */
final class IdentityCheck {

  private static final Logger LOG = LoggerFactory.getLogger(IdentityCheck.class);

  private final SourceCatalog catalog;
  private final LakeTables lake;

  IdentityCheck(SourceCatalog catalog, LakeTables lake) {
    this.catalog = catalog;
    this.lake = lake;
  }

  /**
   * @throws dev.firn.error.FirnException if its events cannot be applied as before
   */
  void require(CapturedTable captured, TableSchema schema) {
    TableIdentity now = schema.identity();
    TableIdentity before = captured.mapping().identity();
    requireSameServer(captured, schema);
    // Before anything that a load alone would mend: of such a table it is refused.
    if (!schema.canBeCaptured()) {
      throw IdentityErrors.tableIsNotLogged(captured);
    }
    if (now != null) {
      requireLoadable(captured, now);
      requireSameTable(captured, before, now);
      requireSameKey(captured, before, schema);
      requireSameMeanwhile(captured, before, now);
      requireNamedRows(captured, now);
    }
  }

  /**
   * Of another server nothing else is to be believed.
   *
   * @throws dev.firn.error.DataGapException if it is another than the one that was loaded
   */
  void requireSameServer(CapturedTable captured, TableSchema schema) {
    TableIdentity now = schema.identity();
    TableIdentity before = captured.mapping().identity();
    if (before != null && now != null && !before.mayBeOnServerOf(now)) {
      throw GapErrors.serverIsAnother(captured, before.server(), now.server());
    }
  }

  /**
   * The table as it is known on the server that is there now, if that was promoted in the place of
   * the one it was known on and has all of it that is in the lake.
   *
   * @param held what the lake has of it
   * @throws dev.firn.error.DataGapException if it is another server, or lacks something
   */
  Optional<TableIdentity> takenOver(
      CapturedTable captured, TableSchema schema, Supplier<TableState> held) {
    TableIdentity now = schema.identity();
    TableIdentity before = captured.mapping().identity();
    if (before == null || now == null || before.mayBeOnServerOf(now)) {
      return Optional.empty();
    }
    TableState state = held.get();
    Ledger ledger = state.findLedger(captured.stream()).orElse(Ledger.empty(""));
    List<LogPlace> applied = ledger.places(DatabaseKind.of(captured.mapping().database()).log());
    TakeOver takeOver =
        ledger.events() > 0 && applied.isEmpty()
            ? null
            : catalog
                .findTakeOver(before, now, applied, state.findReadPoint().orElse(null))
                .orElse(null);
    if (takeOver == null) {
      throw GapErrors.serverIsAnother(captured, before.server(), now.server());
    }
    if (!takeOver.lacks().isEmpty()) {
      throw GapErrors.serverLacksChanges(captured, now.server(), takeOver);
    }
    LOG.info(
        "{} goes on with {}, a standby that was promoted at {} and has all that was applied",
        captured.mapping().source(),
        now.server(),
        takeOver.at());
    return Optional.of(before.takenOverBy(now));
  }

  private static void requireLoadable(CapturedTable captured, TableIdentity now) {
    now.parts().stream()
        .filter(part -> !part.logged())
        .findFirst()
        .ifPresent(
            part -> {
              throw IdentityErrors.partIsNotLogged(captured, part);
            });
    if (now.naming() == RowNaming.INDEX) {
      requireNamedRows(captured, now);
    }
  }

  private void requireSameTable(
      CapturedTable captured, @Nullable TableIdentity before, TableIdentity now) {
    if (before == null) {
      return;
    }
    if (before.object() != now.object()) {
      throw IdentityErrors.tableIsAnother(captured, catalog.findName(before.object()));
    }
    if (before.mayHaveGapBefore(now)) {
      // Kept, because what sends them next may look like what did before.
      throw HeldContract.cutOff(
          lake, captured, GapErrors.changesMayNotBeSent(before.sentBy(), now.sentBy()));
    }
    if (before.mayBeRenamedIn(now)) {
      throw IdentityErrors.tableWasElsewhere(captured);
    }
  }

  /** What is as before may have been otherwise in between. */
  private static void requireSameMeanwhile(
      CapturedTable captured, @Nullable TableIdentity before, TableIdentity now) {
    if (before == null) {
      return;
    }
    before
        .findNamedOtherwise(now)
        .ifPresent(
            part -> {
              throw IdentityErrors.rowsWereNamedOtherwise(captured, part);
            });
    if (captured.mapping().hasKey()
        && before.mayHaveHadAnotherKey(now, keyColumns(captured.mapping()))) {
      throw IdentityErrors.keyWasMadeAnew(captured);
    }
    if (!now.isPartitioned() && before.mayHaveBeenAPart(now)) {
      throw IdentityErrors.tableWasAPart(captured);
    }
  }

  /** A table that the source has under another name by now. */
  Optional<TableSchema> findElsewhere(CapturedTable captured) {
    TableIdentity before = captured.mapping().identity();
    return before == null
        ? Optional.empty()
        : catalog.findName(before.object()).flatMap(name -> catalog.look(List.of(name)).find(name));
  }

  /** Of a table that the source does not have under its name. */
  void requirePresent(CapturedTable captured) {
    TableIdentity before = captured.mapping().identity();
    Optional<TableId> name = before == null ? Optional.empty() : catalog.findName(before.object());
    throw IdentityErrors.tableIsGone(captured, name);
  }

  private static void requireNamedRows(CapturedTable captured, TableIdentity now) {
    boolean keyed = captured.mapping().hasKey();
    boolean wholeRows = captured.policy().keyless() == KeylessMode.EXACT;
    boolean refused =
        keyed
            ? now.naming() == RowNaming.INDEX || now.naming() == RowNaming.NOTHING
            : wholeRows && now.naming() == RowNaming.INDEX;
    if (refused) {
      Part part =
          now.parts().stream()
              .filter(one -> one.naming() == now.naming())
              .findFirst()
              .orElse(now.parts().get(0));
      throw IdentityErrors.rowsAreNotNamed(captured, part, keyed);
    }
  }

  private static void requireSameKey(
      CapturedTable captured, @Nullable TableIdentity before, TableSchema schema) {
    Set<String> key = keyColumns(captured.mapping());
    Set<Integer> ids = new HashSet<>();
    if (before != null) {
      key.forEach(name -> before.column(name).map(ColumnIdentity::id).ifPresent(ids::add));
    }
    TableIdentity now = schema.identity();
    if (before == null || now == null || ids.size() < key.size()) {
      requireSameKeyNames(captured, key, schema);
      return;
    }
    Set<Integer> keyNow = new HashSet<>();
    schema
        .primaryKey()
        .forEach(name -> now.column(name).map(ColumnIdentity::id).ifPresent(keyNow::add));
    if (!ids.equals(keyNow)) {
      throw StreamErrors.keyHasChanged(captured, key, schema);
    }
  }

  private static Set<String> keyColumns(TableMapping mapping) {
    Set<String> key = new TreeSet<>();
    for (int ordinal : mapping.keyOrdinals()) {
      key.add(mapping.columns().get(ordinal).column());
    }
    return key;
  }

  private static void requireSameKeyNames(
      CapturedTable captured, Set<String> key, TableSchema schema) {
    List<String> columns = schema.columns().stream().map(column -> column.name()).toList();
    boolean renamed = !columns.containsAll(key) && schema.primaryKey().size() == key.size();
    if (!renamed && !key.equals(Set.copyOf(schema.primaryKey()))) {
      throw StreamErrors.keyHasChanged(captured, key, schema);
    }
  }

  /** Makes sure that no column was altered so that older rows may have other values in place. */
  void requireSameValues(CapturedTable captured, TableIdentity before, TableIdentity now) {
    for (ColumnIdentity held : before.columns()) {
      if (now.column(held.id()).filter(found -> catalog.mayHaveGivenValues(held, found)).isPresent()
          && captured.mapping().find(held.name()).isPresent()) {
        throw IdentityErrors.valuesMayBeOthers(captured, held.name());
      }
    }
  }

  /**
   * Makes sure that no new column can be one that was there under another name, whose values in
   * older rows no event brings.
   */
  void requireToldFromRenamed(CapturedTable captured, TableIdentity before, TableIdentity now) {
    if (catalog.tellsRenames()) {
      return;
    }
    List<String> added = SchemaDrift.newNames(before, now);
    List<String> gone = SchemaDrift.newNames(now, before);
    if (!added.isEmpty() && !gone.isEmpty()) {
      throw IdentityErrors.columnMayBeRenamed(captured, gone.get(0), added.get(0));
    }
    // One that was dropped and added again stands at the end, also behind what is new, and so does
    // one in whose place another one got its name; exchanged names stand in each other's places.
    List<String> order = new ArrayList<>(before.names());
    List<String> orderNow = now.names();
    order.removeIf(name -> !orderNow.contains(name));
    for (int i = 0; i < order.size(); i++) {
      if (!orderNow.get(i).equals(order.get(i))) {
        throw IdentityErrors.columnStandsElsewhere(captured, order.get(i));
      }
    }
  }

  /**
   * Makes sure that no column can have had the name of a new one before it: events from then would
   * be read as if they had values of the new one.
   */
  void requireNewNames(CapturedTable captured, TableIdentity before, TableIdentity now) {
    if (captured.policy().on(DriftKind.ADD) == DriftPolicy.EVOLVE
        && before.mayHaveHadOtherColumns(now)) {
      List<String> names = before.names();
      now.names().stream()
          .filter(name -> !names.contains(name))
          .findFirst()
          .ifPresent(
              name -> {
                throw IdentityErrors.columnCameAndWent(captured, name);
              });
    }
  }

  /**
   * Makes sure that a table has not done without the log for a time, so that nobody tells what was
   * done to its rows. All of them are then of the statement that has ended that, and none is older.
   *
   * @param truncates as {@link #hasSameLeaves} has them
   * @return false if a later event decides
   */
  boolean wasLogged(
      CapturedTable captured, TableIdentity now, Set<Long> truncates, boolean isPast) {
    TableIdentity before = captured.mapping().identity();
    if (before != null && !catalog.tellsOldRows()) {
      return wasEmptiedByAnEvent(captured, before, now, !truncates.isEmpty(), isPast);
    }
    Part anew = before == null ? null : before.writtenAnewIn(now).orElse(null);
    if (anew == null
        || catalog.hasRowsAsOldAs(anew.object(), anew.writer() - 1)
        || !catalog.hasRowsAsOldAs(anew.object(), anew.writer())) {
      return true;
    }
    // A truncate keeps the place of large values; its own transaction may be within another.
    boolean mayBeTruncate = anew.overflow() == 0;
    if (mayBeTruncate
        && truncates.stream().anyMatch(number -> (int) (anew.writer() - number) >= 0)) {
      return true;
    }
    if (mayBeTruncate && !isPast) {
      return false;
    }
    throw IdentityErrors.tableWasWrittenAnew(captured);
  }

  /** Of a source that does not tell who has written rows. */
  private static boolean wasEmptiedByAnEvent(
      CapturedTable captured,
      TableIdentity before,
      TableIdentity now,
      boolean isToldOfOne,
      boolean isPast) {
    boolean isElsewhere = !before.isPartitioned() && !before.storedAnewIn(now).isEmpty();
    if (!isElsewhere || isToldOfOne) {
      return true;
    }
    if (isPast) {
      throw IdentityErrors.tableMayBeEmptied(captured);
    }
    return false;
  }

  /**
   * Makes sure that the leaves of a partitioned table have no rows that came without events, and
   * have lost none without one.
   *
   * @param truncates transactions that have truncated the whole table, by what was read since its
   *     parts were settled
   * @param isPast true if all changes from before the look are among them or applied
   * @return false if a later event decides
   */
  boolean hasSameLeaves(
      CapturedTable captured, TableIdentity now, Set<Long> truncates, boolean isPast) {
    TableIdentity before = captured.mapping().identity();
    if (before == null || before.hasSameParts(now) || !before.isPartitioned()) {
      return true;
    }
    for (Part part : before.parts()) {
      Part found = now.part(part.object()).orElse(null);
      if (found == null) {
        throw IdentityErrors.leafIsGone(captured, part, catalog.findName(part.object()));
      }
      if (found.attached() != part.attached()) {
        throw IdentityErrors.leafWasAway(captured, part);
      }
    }
    List<Part> added =
        now.parts().stream().filter(part -> before.part(part.object()).isEmpty()).toList();
    for (Part part : added) {
      if (!part.isStored()) {
        throw IdentityErrors.leafIsForeign(captured, part);
      }
      if (catalog.mayHaveComeWithRows(part.object(), part.attached())) {
        throw IdentityErrors.leafCameWithRows(captured, part);
      }
    }
    List<Part> anew =
        Stream.concat(
                before.storedAnewIn(now).stream()
                    .filter(part -> !catalog.hasRowsAsOldAs(part.object(), before.settled() - 1)),
                added.stream().filter(Part::isStoredAnewSinceAttached))
            .toList();
    // A truncate of the whole table empties all of them, and an event tells of it; one of a part
    // alone that came later is told from it by its transaction only.
    if (areEmptiedTogether(truncates, anew, now)) {
      return true;
    }
    Optional<Part> alone =
        anew.stream().filter(part -> !isWrittenBy(truncates, now.part(part.object()))).findFirst();
    if (alone.isPresent() && (anew.size() < before.parts().size() || isPast)) {
      throw truncates.isEmpty()
          ? IdentityErrors.leafWasEmptied(captured, alone.get())
          : IdentityErrors.leafMayBeEmptied(captured, alone.get());
    }
    return alone.isEmpty();
  }

  /**
   * By one subtransaction, whose number no event says; it is later than its transaction's. Not
   * every source says who it was.
   */
  private static boolean areEmptiedTogether(
      Set<Long> truncates, List<Part> anew, TableIdentity now) {
    Set<Long> writers = new HashSet<>();
    anew.forEach(part -> now.part(part.object()).ifPresent(found -> writers.add(found.writer())));
    return anew.size() == now.parts().size()
        && writers.size() == 1
        && !writers.contains(0L)
        && truncates.stream().anyMatch(number -> (int) (writers.iterator().next() - number) >= 0);
  }

  private static boolean isWrittenBy(Set<Long> transactions, Optional<Part> part) {
    return part.filter(found -> transactions.contains(found.writer())).isPresent();
  }
}
