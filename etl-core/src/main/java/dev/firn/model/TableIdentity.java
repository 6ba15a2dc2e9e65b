package dev.firn.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * By what the source's own catalog tells a table, its columns and its parts from others, whatever
 * they are called.
 *
 * @param server the database, the server and which of its histories it is on, and how it is set;
 *     empty if it does not say
 * @param object the table's own number; another one has another
 * @param named changes whenever the table gets a name, a schema or an owner; empty if a contract of
 *     an earlier version does not say it
 * @param naming by what an event of the log says which row it changes
 * @param columns all that there are, also those that are not carried, in the order of their numbers
 * @param key the number of its primary key, another one once that was made anew; 0 if it has none
 *     or a contract of an earlier version does not say it
 * @param lastColumn the highest number that any column has had, also one that is gone; 0 if a
 *     contract of an earlier version does not say it
 * @param parts what keeps the rows: the table itself, or its leaves, in the order of their numbers
 * @param sentBy what of the source sends its changes; another text if they may not have been sent
 *     for a time, empty if nothing sends them or it was not asked for
 * @param horizon transactions that began after it was looked at have this number or a later one
 * @param settled transactions that began before this one had ended when its storage and the
 *     versions of its columns were looked at; an earlier one while it is undecided what a
 *     difference means
 */
public record TableIdentity(
    String server,
    long object,
    String named,
    RowNaming naming,
    long key,
    List<ColumnIdentity> columns,
    int lastColumn,
    List<Part> parts,
    String sentBy,
    long horizon,
    long settled)
    implements Serializable {

  /** Before what a server says of how it is set, which may change. */
  public static final String SERVER_SETTING = "; ";

  /** Of what sends a table, begins what is said of the slot. */
  public static final String SLOT = ", slot ";

  /** Ends it where the server does not know the slots of its primary. */
  public static final String SLOT_UNTOLD = SLOT + "of the primary";

  private static final long NEARER_HALF = 1L << 31;

  public TableIdentity {
    columns = List.copyOf(columns);
    parts = List.copyOf(parts);
  }

  /** By what an event of the log says which row it changes. */
  public enum RowNaming {
    /** By all of its values. */
    FULL,
    KEY,
    /** By an index that is not the key's. */
    INDEX,
    NOTHING
  }

  /**
   * A column.
   *
   * @param id never given to another column of the table
   * @param generated true if the database computes its values
   * @param type the number of its type
   * @param modifier what its declaration adds to the type
   * @param version changes whenever its declaration does
   * @param labels what values of its type are made of, such as the labels of an enumeration, by
   *     their own numbers; by a number and {@link #VERSION} what changes whenever that is called
   *     otherwise
   */
  public record ColumnIdentity(
      int id,
      String name,
      boolean generated,
      long type,
      int modifier,
      String version,
      Map<String, String> labels)
      implements Serializable {

    public static final String VERSION = " version";

    /** How the numbers begin of what a composite type is made of. */
    public static final String FIELD = "type ";

    public ColumnIdentity {
      labels = new TreeMap<>(labels);
    }

    /** The texts that its values can be, of a column of an enumeration. */
    public Set<String> enumerated() {
      Set<String> texts = new TreeSet<>();
      labels.forEach(
          (number, label) -> {
            if (!number.startsWith(FIELD) && !number.endsWith(VERSION)) {
              texts.add(label);
            }
          });
      return texts;
    }

    /** True if it has the name and the type of another look. */
    public boolean isDeclaredAs(ColumnIdentity other) {
      return name.equals(other.name) && hasTypeOf(other);
    }

    private ColumnIdentity labelledAs(ColumnIdentity other) {
      return new ColumnIdentity(
          id,
          name,
          generated,
          type,
          modifier,
          version,
          type == other.type ? other.labels : Map.of());
    }

    private boolean isIn(TableIdentity later, Predicate<ColumnIdentity> as) {
      return later.column(id).filter(as).isPresent();
    }

    private boolean hasTypeOf(ColumnIdentity other) {
      return type == other.type && modifier == other.modifier;
    }

    private ColumnIdentity called(String other) {
      return new ColumnIdentity(id, other, generated, type, modifier, version, labels);
    }

    private ColumnIdentity of(String otherVersion) {
      return new ColumnIdentity(id, name, generated, type, modifier, otherVersion, labels);
    }
  }

  /**
   * What keeps rows.
   *
   * @param object the table's own number, or the leaf's
   * @param storage another one after all rows were removed or written anew at once; 0 if another
   *     database keeps them
   * @param overflow where its large values are kept, another one after all rows were written anew,
   *     the same after all were removed; 0 if it has no such place
   * @param writer the transaction that last changed what the catalog says of it, such as its
   *     storage; 0 if a contract of an earlier version does not say it
   * @param attached the transaction that made the leaf a part of the table; 0 of the table itself
   * @param logged false if its changes do not reach the log
   * @param indexes those that could name its rows in place of the key
   */
  public record Part(
      long object,
      String name,
      long storage,
      long overflow,
      long writer,
      long attached,
      boolean logged,
      RowNaming naming,
      List<Index> indexes)
      implements Serializable {

    public Part {
      indexes = List.copyOf(indexes);
    }

    /** True if the database keeps its rows itself. */
    public boolean isStored() {
      return storage != 0;
    }

    /** The same but for who has said something of it, which may have changed nothing of this. */
    private boolean isSame(Part other) {
      return equals(
          new Part(
              other.object,
              other.name,
              other.storage,
              other.overflow,
              writer,
              other.attached,
              other.logged,
              other.naming,
              other.indexes));
    }

    /** True if in between its rows may have been named by an index that names them in neither. */
    private boolean mayBeNamedOtherwiseBefore(Part later) {
      return later.indexes.stream()
          .anyMatch(
              index ->
                  indexes.stream()
                      .filter(held -> held.object() == index.object())
                      .findFirst()
                      .map(held -> held.chosen() != index.chosen())
                      // To choose an index and to let go of it writes the table's own row, too.
                      .orElse(index.chosen() != index.made() && index.chosen() == later.writer));
    }

    /**
     * True if all its rows may have been removed or written anew at once after it was made a part:
     * a relation is kept at first where its own number says.
     */
    public boolean isStoredAnewSinceAttached() {
      // Numbers of transactions begin anew after the highest one.
      return storage != object && (int) (writer - attached) > 0;
    }

    private Part storedAt(Part other) {
      return new Part(
          object,
          name,
          other.storage,
          other.overflow,
          other.writer,
          attached,
          logged,
          naming,
          indexes);
    }
  }

  /**
   * An index.
   *
   * @param object its own number
   * @param chosen the transaction that last changed what it is used for
   * @param made the transaction that last changed what the catalog says of it as a relation; at
   *     first the same
   */
  public record Index(long object, long chosen, long made) implements Serializable {}

  public Optional<ColumnIdentity> column(int id) {
    return columns.stream().filter(column -> column.id() == id).findFirst();
  }

  /** The column that has a name now. */
  public Optional<ColumnIdentity> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** The same, as if it did not have some of its columns. */
  public TableIdentity without(List<String> names) {
    return with(columns.stream().filter(column -> !names.contains(column.name())).toList());
  }

  /** The same, sent by what was found out about that. */
  public TableIdentity sentBy(String sender) {
    return new TableIdentity(
        server, object, named, naming, key, columns, lastColumn, parts, sender, horizon, settled);
  }

  /** False if both say which server they are of, and it is not the same. */
  public boolean mayBeOnServerOf(TableIdentity other) {
    return server.isEmpty() || other.server.isEmpty() || history().equals(other.history());
  }

  /** The database, the server and the history, without how the server is set. */
  private String history() {
    return server.split(SERVER_SETTING, 2)[0];
  }

  /**
   * The same on a server that has taken over from the one it was on. Its numbers of transactions
   * need not be as high as those of the other were, so less of the other's is called known.
   */
  public TableIdentity takenOverBy(TableIdentity now) {
    return new TableIdentity(
        now.server,
        object,
        named,
        naming,
        key,
        columns,
        lastColumn,
        parts,
        sentBy,
        Math.min(horizon, now.horizon),
        Math.min(settled, now.settled));
  }

  /** True if changes that were made in between may not have been sent. */
  public boolean mayHaveGapBefore(TableIdentity later) {
    if (sentBy.isEmpty()) {
      return false;
    }
    boolean isTold = !sentBy.endsWith(SLOT_UNTOLD) && !later.sentBy.endsWith(SLOT_UNTOLD);
    return isTold
        ? !sentBy.equals(later.sentBy)
        : !withoutSlot(sentBy).equals(withoutSlot(later.sentBy));
  }

  private static String withoutSlot(String sender) {
    return sender.split(SLOT, 2)[0];
  }

  /** True if the server has seen less than it had, so its disk is one of before. */
  public boolean wasPutBackIn(TableIdentity later) {
    return later.horizon < horizon;
  }

  /** The same, a column under another name. */
  public TableIdentity renamed(String from, String to) {
    return with(
        columns.stream()
            .map(column -> column.name().equals(from) ? column.called(to) : column)
            .toList());
  }

  /** The same with some columns of a later look, and nothing else of it. */
  public TableIdentity with(TableIdentity later, Collection<String> names) {
    List<ColumnIdentity> all = new ArrayList<>(columns);
    later.columns.stream()
        .filter(column -> names.contains(column.name()) && column(column.id()).isEmpty())
        .forEach(all::add);
    return with(all);
  }

  /** The same, with the labels that a later look has shown of its columns; none of another type. */
  public TableIdentity labelledAs(TableIdentity later) {
    return with(
        columns.stream()
            .map(column -> column.labelledAs(later.column(column.id()).orElse(column)))
            .toList());
  }

  private TableIdentity with(List<ColumnIdentity> others) {
    return new TableIdentity(
        server, object, named, naming, key, others, lastColumn, parts, sentBy, horizon, settled);
  }

  /**
   * The same names and columns, with their versions and with the storage of an earlier look, whose
   * difference is still to be decided about.
   */
  public TableIdentity undecidedSince(TableIdentity earlier) {
    return new TableIdentity(
        server,
        object,
        named,
        naming,
        key,
        columns.stream()
            .map(column -> column.of(earlier.column(column.id()).orElse(column).version()))
            .toList(),
        earlier.lastColumn,
        // A part that is new is decided about with the others.
        parts.stream()
            .flatMap(part -> earlier.part(part.object()).map(part::storedAt).stream())
            .toList(),
        sentBy,
        horizon,
        earlier.settled);
  }

  /** True if nothing has happened to the table in between. */
  public boolean isSame(TableIdentity other) {
    return server.equals(other.server)
        && object == other.object
        && named.equals(other.named)
        && naming == other.naming
        && key == other.key
        && sentBy.equals(other.sentBy)
        && columns.equals(other.columns)
        && lastColumn == other.lastColumn
        && hasSameParts(other);
  }

  /**
   * True if it is to be renewed though it may say the same: events have numbers of 32 bits of their
   * transactions, of which only the nearer half can be compared with it.
   */
  public boolean isAgedAt(TableIdentity later) {
    return later.horizon - horizon > NEARER_HALF / 2;
  }

  /** True if a transaction was half as long before another one as numbers of 32 bits can tell. */
  public static boolean isLongBefore(long transaction, long later) {
    return Long.remainderUnsigned(later - transaction, 2 * NEARER_HALF) > NEARER_HALF / 2;
  }

  /** True if it may have had another name in between. */
  public boolean mayBeRenamedIn(TableIdentity later) {
    return !named.isEmpty() && !named.equals(later.named);
  }

  /** True if in between a column may have come and gone again, of which neither knows the name. */
  public boolean mayHaveHadOtherColumns(TableIdentity later) {
    int known = Math.max(lastColumn, columns.stream().mapToInt(ColumnIdentity::id).max().orElse(0));
    long added = later.columns.stream().filter(column -> column.id() > known).count();
    return added < later.lastColumn - known;
  }

  /**
   * True if another key may have named its rows in between: its key was made anew, and not because
   * a column of it was given another type.
   *
   * @param keyColumns their names
   */
  public boolean mayHaveHadAnotherKey(TableIdentity later, Collection<String> keyColumns) {
    boolean isRetyped =
        columns.stream()
            .filter(column -> keyColumns.contains(column.name()))
            .anyMatch(
                column ->
                    later.column(column.id()).filter(now -> !now.hasTypeOf(column)).isPresent());
    return key != 0 && key != later.key && !isRetyped;
  }

  /**
   * True if it may have been a part of another table in between, as which its changes were sent
   * then: that is noted with all of its columns.
   */
  public boolean mayHaveBeenAPart(TableIdentity later) {
    List<ColumnIdentity> kept =
        columns.stream().filter(column -> later.column(column.id()).isPresent()).toList();
    // A column may have been given another type besides, which writes its row anew, too.
    return kept.stream().anyMatch(column -> column.isIn(later, column::hasTypeOf))
        && kept.stream()
            .allMatch(column -> column.isIn(later, now -> !now.version().equals(column.version())));
  }

  /** The parts whose rows may have been named otherwise in between than before and after. */
  public Optional<Part> findNamedOtherwise(TableIdentity later) {
    return later.parts.stream()
        .filter(
            now ->
                part(now.object()).filter(held -> held.mayBeNamedOtherwiseBefore(now)).isPresent())
        .findFirst();
  }

  /** True if nothing has happened to its parts in between. */
  public boolean hasSameParts(TableIdentity other) {
    return parts.size() == other.parts.size()
        && IntStream.range(0, parts.size()).allMatch(i -> parts.get(i).isSame(other.parts.get(i)));
  }

  /** The parts whose rows are kept elsewhere now. */
  public List<Part> storedAnewIn(TableIdentity later) {
    return parts.stream()
        .filter(
            part ->
                later
                    .part(part.object())
                    .filter(now -> now.storage() != part.storage())
                    .isPresent())
        .toList();
  }

  /**
   * True if the statement that wrote rows anew may have been one that altered a column: it writes
   * all rows of all parts, and finds another place for large values, which a truncate does not.
   */
  public boolean mayBeRewrittenIn(TableIdentity later) {
    List<Part> kept = parts.stream().filter(part -> later.part(part.object()).isPresent()).toList();
    return !kept.isEmpty()
        && kept.stream()
            .allMatch(
                part ->
                    later
                        .part(part.object())
                        .filter(now -> now.storage() != part.storage())
                        .filter(now -> part.overflow() == 0 || now.overflow() != part.overflow())
                        .isPresent());
  }

  /**
   * The table itself, if all its rows were written anew and no column was altered or added by that:
   * a truncate does that to a table without large values, and whoever lets it do without the log
   * for a time.
   */
  public Optional<Part> writtenAnewIn(TableIdentity later) {
    boolean isAltered =
        columns.stream()
            .anyMatch(column -> column.isIn(later, now -> !now.version().equals(column.version())));
    return isPartitioned() || isAltered || !mayBeRewrittenIn(later)
        ? Optional.empty()
        : later
            .part(object)
            .filter(
                part ->
                    later.columns.stream()
                        .filter(column -> column(column.id()).isEmpty())
                        .noneMatch(
                            column -> column.version().equals(String.valueOf(part.writer()))));
  }

  public Optional<Part> part(long partObject) {
    return parts.stream().filter(part -> part.object() == partObject).findFirst();
  }

  /** True if the table itself keeps no row. */
  public boolean isPartitioned() {
    return part(object).isEmpty();
  }

  /** The columns that can be carried, in the order in which events have them. */
  public List<String> names() {
    return columns.stream()
        .filter(column -> !column.generated())
        .map(ColumnIdentity::name)
        .toList();
  }
}
