package dev.firn.lake;

import dev.firn.model.ReadPoint;
import dev.firn.schema.TableMapping;
import dev.firn.source.DatabaseKind;
import dev.firn.source.mark.Mark;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a lake table says of itself: its contract, its load, and what of each stream it holds. The
 * one place where what Firn keeps in a table's properties is read; {@link TableProperty} lists it.
 */
public final class TableState {

  private final Map<String, String> properties;

  TableState(Map<String, String> properties) {
    this.properties = properties;
  }

  private Optional<String> find(String property) {
    return Optional.ofNullable(properties.get(property));
  }

  /** How the source's columns are carried; empty if the table is not ours. */
  public Optional<TableMapping> findContract() {
    return find(TableProperty.CONTRACT).map(TableMapping::fromJson);
  }

  /** The source whose table it is; empty if the table is not ours, or older than the note. */
  public Optional<String> findSource() {
    return find(TableProperty.SOURCE);
  }

  /** What the last load has read; empty if none has, so that every event is news to the table. */
  public Optional<ReadPoint> findReadPoint() {
    return find(TableProperty.READ_POINT).map(DatabaseKind::readPoint);
  }

  /** The run of the last load. */
  public Optional<String> findLoadRun() {
    return find(TableProperty.LOAD_RUN);
  }

  /** What of a stream the table holds; empty if nothing of it was ever applied. */
  public Optional<Ledger> findLedger(String stream) {
    return find(TableProperty.ledger(stream)).map(Ledger::fromJson);
  }

  /** From where on the table needs a stream, where that is not its beginning. */
  public Optional<Ledger> findBegun(String stream) {
    return find(TableProperty.begun(stream)).map(Ledger::fromJson);
  }

  /** Where the dead letters are that were published with the table's last batch of a stream. */
  public Optional<String> findDeadLetters(String stream) {
    return find(TableProperty.deadLetters(stream));
  }

  /** The dead letters of a stream whose retry was published last. */
  public Optional<String> findRetried(String stream) {
    return find(TableProperty.retried(stream));
  }

  /** Why changes that the table needs are in no stream any more; empty if none is known to be. */
  public Optional<String> findGap() {
    return find(TableProperty.GAP);
  }

  /** What of the table was altered before anybody had looked at it, as it is stored. */
  public Optional<String> findAltered() {
    return find(TableProperty.ALTERED);
  }

  /** Why a connector leaves the table out, or has left it out since its load. */
  public Optional<String> findUnfollowed() {
    return find(TableProperty.UNFOLLOWED);
  }

  /** The names that source columns had before, as they are stored. */
  public Optional<String> findFormerNames() {
    return find(TableProperty.FORMER_NAMES);
  }

  /** Columns that the source has dropped, and by which transactions, as they are stored. */
  public Optional<String> findDroppedNames() {
    return find(TableProperty.DROPPED_NAMES);
  }

  /** By column, the default that older rows still have to be given. */
  public Map<String, String> backfills() {
    return like(TableProperty.BACKFILL_PREFIX);
  }

  /** By column, the column whose values older rows still have to be given in it. */
  public Map<String, String> copies() {
    return like(TableProperty.COPY_PREFIX);
  }

  /**
   * Columns of the source of which a stream has left values out for a time, by their names of then,
   * with the source's own numbers of them as far as they are known.
   */
  public Map<String, String> leftOut() {
    return like(TableProperty.LEFT_OUT_PREFIX);
  }

  /** By which choices of the operator the table may have rows that its source has not. */
  public Optional<String> findLeniency() {
    return find(TableProperty.LENIENCY);
  }

  /** The shapes that are level with the table. */
  public Set<String> levelShapes() {
    return find(TableProperty.SHAPES).map(names -> Set.of(names.split(" ", -1))).orElse(Set.of());
  }

  /** Which shape of another table it is; empty if it is none. */
  public Optional<String> findShape() {
    return find(TableProperty.SHAPE);
  }

  /** Of a shape, by which contract it has its columns, as it is stored. */
  public Optional<String> findShapeContract() {
    return find(TableProperty.SHAPE_CONTRACT);
  }

  /** Of a shape, the numbers of its mirror's columns and their names in it, as they are stored. */
  public Optional<String> findShapeColumns() {
    return find(TableProperty.SHAPE_COLUMNS);
  }

  /** Of a shape, by column, the value that its older versions still have to be given. */
  public Map<String, String> shapeFills() {
    return like(TableProperty.SHAPE_FILL_PREFIX);
  }

  /** How far the table was read by its bookmark; empty if it was not read by one. */
  public Optional<Mark> findBookmark() {
    return find(TableProperty.BOOKMARK).map(Mark::fromJson);
  }

  /** The properties whose names begin with the prefix, without it. */
  private Map<String, String> like(String prefix) {
    Map<String, String> found = new TreeMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), value);
          }
        });
    return found;
  }
}
