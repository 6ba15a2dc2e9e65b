package dev.firn.oracleevents;

import io.debezium.connector.common.DebeziumHeaders;
import io.debezium.connector.oracle.OracleOffsetContext;
import io.debezium.connector.oracle.OraclePartition;
import io.debezium.connector.oracle.Scn;
import io.debezium.connector.oracle.logminer.LogMinerChangeRecordEmitter;
import io.debezium.connector.oracle.logminer.TransactionCommitConsumer;
import io.debezium.connector.oracle.logminer.events.DmlEvent;
import io.debezium.connector.oracle.logminer.events.EventType;
import io.debezium.connector.oracle.logminer.events.LobEraseEvent;
import io.debezium.connector.oracle.logminer.events.LobWriteEvent;
import io.debezium.connector.oracle.logminer.events.LogMinerEvent;
import io.debezium.connector.oracle.logminer.events.LogMinerEventRow;
import io.debezium.connector.oracle.logminer.events.SelectLobLocatorEvent;
import io.debezium.connector.oracle.logminer.events.TruncateEvent;
import io.debezium.connector.oracle.logminer.parser.LobWriteParser;
import io.debezium.connector.oracle.logminer.parser.LogMinerDmlEntry;
import io.debezium.connector.oracle.logminer.parser.LogMinerDmlParser;
import io.debezium.connector.oracle.logminer.parser.SelectLobParser;
import io.debezium.data.Envelope.Operation;
import io.debezium.pipeline.spi.ChangeRecordEmitter;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.util.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;

/**
 * A redo log and a task of Debezium's connector that reads it.
 *
 * <p>What is in the log is said line by line, as LogMiner would show it. What becomes of it is made
 * by the connector's own parsers, its merging of large values, its emitters, its source block and
 * its offsets; what is done here is only what its loop over the log does: it keeps what a
 * transaction writes until its commit, and drops what its offsets say was sent.
 */
public final class RedoSimulator implements AutoCloseable {

  private final OfflineConnector connector;
  private final Map<String, String> settings;
  private final OraclePartition partition;
  private final LogMinerDmlParser dml;
  private final JsonConverter json = new JsonConverter();

  private final Map<String, List<LogMinerEvent>> open = new HashMap<>();
  private final List<Committed> log = new ArrayList<>();

  /** What Connect would have stored with each event, in their order; the first is of the start. */
  private final List<Map<String, ?>> stored = new ArrayList<>();

  private final List<RedoEvent> sent = new ArrayList<>();
  private OracleOffsetContext offset;
  private String run = UUID.randomUUID().toString();

  /**
   * A transaction whose commit is in the log.
   *
   * @param tables of its events as they looked when they were written
   */
  private record Committed(
      String transaction,
      int thread,
      Scn scn,
      Instant at,
      List<LogMinerEvent> events,
      Collection<Table> tables) {}

  /** The row of LogMiner that shows a commit. */
  private static final class CommitRow extends LogMinerEventRow {
    private final Committed committed;

    CommitRow(Committed committed) {
      this.committed = committed;
    }

    @Override
    public Scn getScn() {
      return committed.scn();
    }

    @Override
    public int getThread() {
      return committed.thread();
    }

    @Override
    public String getTransactionId() {
      return committed.transaction();
    }
  }

  /**
   * @param settings as the connector is told them
   */
  public RedoSimulator(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
    this.connector = new OfflineConnector(settings);
    this.partition =
        new OraclePartition(
            connector.config().getLogicalName(), connector.config().getDatabaseName());
    this.dml = new LogMinerDmlParser(connector.config());
    this.json.configure(
        Map.of("schemas.enable", "false", "replace.null.with.default", "false"), false);
    this.stored.add(Map.of("scn", "1", "snapshot_scn", "1"));
    this.offset = at(stored.get(0));
  }

  private OracleOffsetContext at(Map<String, ?> place) {
    return (OracleOffsetContext)
        connector.config().getAdapter().getOffsetContextLoader().load(place);
  }

  /** The task is started first, when the database has come to an SCN. */
  public void start(long scn) {
    stored.clear();
    stored.add(Map.of("scn", Long.toString(scn), "snapshot_scn", Long.toString(scn)));
    offset = at(stored.get(0));
  }

  /** What it sends so that its offset is stored though nothing has happened. */
  public RedoEvent heartbeat() {
    String prefix = connector.config().getLogicalName();
    return new RedoEvent(
        "__debezium-heartbeat." + prefix,
        "{\"serverName\":\"" + prefix + "\"}",
        "{\"ts_ms\":0}",
        Map.of(),
        known(stored.get(stored.size() - 1)));
  }

  private static Map<String, Object> known(Map<String, ?> offset) {
    Map<String, Object> known = new HashMap<>();
    offset.forEach(
        (key, value) -> {
          if (value != null) {
            known.put(key, value);
          }
        });
    return known;
  }

  /** A table is created or altered. */
  public void define(String owner, String ddl) {
    connector.define(owner, ddl);
  }

  /**
   * A row is written.
   *
   * @param transaction sixteen hexadecimal digits
   * @param scn at which
   * @param row a number of it, from which its address is made
   * @param redo the statement that LogMiner shows, without a semicolon
   */
  public void write(String transaction, long scn, int row, String table, String redo) {
    Table of = table(table);
    LogMinerDmlEntry entry = dml.parse(redo + ";", of);
    add(
        transaction,
        new DmlEvent(
            entry.getEventType(),
            Scn.valueOf(scn),
            of.id(),
            address(row),
            place(scn),
            time(scn),
            entry.getOldValues(),
            entry.getNewValues()));
  }

  /**
   * A large value is written as a whole into a row that is there.
   *
   * @param where of which row, as in a statement
   * @param value its text, or its bytes as {@code HEXTORAW('…')}
   */
  public void writeLarge(
      String transaction,
      long scn,
      int row,
      String table,
      String column,
      String where,
      String value) {
    beginLarge(transaction, scn, row, table, column, where, value.startsWith("HEXTORAW("));
    writeLargePart(transaction, scn, row, table, 1, value);
  }

  /**
   * A large value of a row is opened, and what comes next is done to it.
   *
   * @param where of which row, as in a statement
   */
  public void beginLarge(
      String transaction,
      long scn,
      int row,
      String table,
      String column,
      String where,
      boolean binary) {
    Table of = table(table);
    SelectLobParser parser = new SelectLobParser();
    LogMinerDmlEntry entry =
        parser.parse(
            "DECLARE \n loc_c CLOB; \n buf_c VARCHAR2(6156); \n loc_b BLOB; \n buf_b RAW(6156); \n"
                + " loc_nc NCLOB; \n buf_nc NVARCHAR2(6156); \n e_len NUMBER; \nBEGIN\n select \"%s\" into %s from \"%s\".\"%s\" where %s for update;"
                    .formatted(
                        column,
                        binary ? "loc_b" : "loc_c",
                        of.id().schema(),
                        of.id().table(),
                        where),
            of);
    add(
        transaction,
        new SelectLobLocatorEvent(
            EventType.SELECT_LOB_LOCATOR,
            Scn.valueOf(scn),
            of.id(),
            address(row),
            place(scn),
            time(scn),
            entry.getOldValues(),
            entry.getNewValues(),
            parser.getColumnName(),
            parser.isBinary()));
  }

  /**
   * A part of the large value that was opened last is written, as {@code DBMS_LOB.WRITE} and {@code
   * WRITEAPPEND} do.
   *
   * @param at its first letter or byte, from 1
   */
  public void writeLargePart(
      String transaction, long scn, int row, String table, int at, String value) {
    boolean binary = value.startsWith("HEXTORAW(");
    LobWriteParser.LobWrite written =
        LobWriteParser.parse(
            "\n buf_x := %s; \n dbms_lob.write(%s, %d, %d, buf_x);\nEND;"
                .formatted(
                    binary ? value : "'" + value.replace("'", "''") + "'",
                    binary ? "loc_b" : "loc_c",
                    binary ? (value.length() - "HEXTORAW('')".length()) / 2 : value.length(),
                    at));
    add(
        transaction,
        new LobWriteEvent(
            EventType.LOB_WRITE,
            Scn.valueOf(scn),
            table(table).id(),
            address(row),
            place(scn),
            time(scn),
            written.data(),
            written.offset(),
            written.length()));
  }

  /** A part of the large value that was opened last is erased. */
  public void eraseLargePart(String transaction, long scn, int row, String table) {
    add(
        transaction,
        new LobEraseEvent(
            EventType.LOB_ERASE,
            Scn.valueOf(scn),
            table(table).id(),
            address(row),
            place(scn),
            time(scn)));
  }

  /** A table is emptied. */
  public void truncate(String transaction, long scn, String table) {
    add(
        transaction,
        new TruncateEvent(
            EventType.DDL,
            Scn.valueOf(scn),
            table(table).id(),
            address(0),
            place(scn),
            time(scn),
            new Object[0],
            new Object[0]));
  }

  /** Nothing of it is sent. */
  public void rollBack(String transaction) {
    open.remove(transaction);
  }

  /**
   * What it has written is sent.
   *
   * @param thread the redo thread that shows the commit
   */
  public void commit(String transaction, int thread, long scn, long millis) {
    List<LogMinerEvent> events = open.remove(transaction);
    List<LogMinerEvent> written = events == null ? List.of() : List.copyOf(events);
    Map<TableId, Table> tables = new LinkedHashMap<>();
    written.forEach(
        event ->
            tables.computeIfAbsent(
                event.getTableId(), id -> Objects.requireNonNull(connector.schema().tableFor(id))));
    Committed committed =
        new Committed(
            transaction,
            thread,
            Scn.valueOf(scn),
            Instant.ofEpochMilli(millis),
            written,
            tables.values());
    log.add(committed);
    send(committed);
  }

  /**
   * The task ends, and another begins where an earlier event was stored; never between the two of a
   * key that changes, of which it would not send the second one again (docs/ORACLE.md).
   *
   * @param events how many were sent since
   */
  public void restart(int events) {
    run = UUID.randomUUID().toString();
    int kept = Math.max(1, stored.size() - events);
    while (kept > 1
        && kept < stored.size()
        && isSamePlace(stored.get(kept - 1), stored.get(kept))) {
      kept++;
    }
    offset = at(stored.get(kept - 1));
    List<Map<String, ?>> before = new ArrayList<>(stored.subList(0, kept));
    stored.clear();
    stored.addAll(before);
    // Its history of the tables brings them back as they were at that place.
    Map<TableId, Table> now = new LinkedHashMap<>();
    for (TableId id : connector.schema().tableIds()) {
      now.put(id, Objects.requireNonNull(connector.schema().tableFor(id)));
    }
    for (Committed committed : log) {
      committed.tables().forEach(connector.schema()::refresh);
      send(committed);
    }
    now.values().forEach(connector.schema()::refresh);
  }

  private static boolean isSamePlace(Map<String, ?> one, Map<String, ?> next) {
    return one.get("txId") != null
        && one.get("txId").equals(next.get("txId"))
        && Objects.equals(one.get("txSeq"), next.get("txSeq"));
  }

  /** What was sent since this was asked last. */
  public List<RedoEvent> take() {
    List<RedoEvent> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /** Until then, another connector of the name waits for its name in the JVM's management. */
  @Override
  public void close() {
    connector.schema().close();
  }

  private void send(Committed committed) {
    CommitRow row = new CommitRow(committed);
    if (offset.getCommitScn().hasEventScnBeenHandled(row)) {
      return;
    }
    TransactionCommitConsumer.Handler<LogMinerEvent> emit =
        (event, index, id, sequence, processed) -> {
          if (committed.transaction().equals(offset.getTransactionId())
              && offset.getTransactionSequence() != null
              && offset.getTransactionSequence() >= index) {
            return;
          }
          offset.setEventScn(event.getScn());
          offset.setEventCommitScn(committed.scn());
          offset.setTransactionId(committed.transaction());
          offset.setTransactionSequence(index);
          offset.setUserName("APP");
          offset.setSourceTime(event.getChangeTime());
          offset.setTableId(event.getTableId());
          offset.setRedoThread(committed.thread());
          offset.setRsId(event.getRsId());
          offset.setRowId(event.getRowIdAsString());
          offset.setCommitTime(committed.at());
          if (index == 1) {
            offset.setStartScn(event.getScn());
            offset.setStartTime(event.getChangeTime());
          }
          emit((DmlEvent) event);
        };
    try (TransactionCommitConsumer consumer =
        new TransactionCommitConsumer(emit, connector.config(), connector.schema())) {
      for (LogMinerEvent event : committed.events()) {
        consumer.accept(copy(event), false, committed.transaction(), 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    offset.getCommitScn().recordCommit(row);
    offset.setEventScn(committed.scn());
    offset.setStartScn(Scn.NULL);
    offset.setCommitTime(null);
    offset.setStartTime(null);
    // As its heartbeat would store it.
    stored.set(stored.size() - 1, offset.getOffset());
  }

  /** Merging changes values in place, and the log may be read again. */
  private static LogMinerEvent copy(LogMinerEvent event) {
    if (event instanceof SelectLobLocatorEvent large) {
      return new SelectLobLocatorEvent(
          event.getEventType(),
          event.getScn(),
          event.getTableId(),
          event.getRowIdAsString(),
          event.getRsId(),
          event.getChangeTime(),
          large.getOldValues().clone(),
          large.getNewValues().clone(),
          large.getColumnName(),
          large.isBinary());
    }
    if (event instanceof TruncateEvent || !(event instanceof DmlEvent row)) {
      return event;
    }
    return new DmlEvent(
        event.getEventType(),
        event.getScn(),
        event.getTableId(),
        event.getRowIdAsString(),
        event.getRsId(),
        event.getChangeTime(),
        row.getOldValues().clone(),
        row.getNewValues().clone());
  }

  private void emit(DmlEvent event) throws InterruptedException {
    Table of = connector.schema().tableFor(event.getTableId());
    LogMinerChangeRecordEmitter emitter =
        event instanceof TruncateEvent
            ? new LogMinerChangeRecordEmitter(
                connector.config(),
                partition,
                offset,
                Operation.TRUNCATE,
                event.getOldValues(),
                event.getNewValues(),
                of,
                connector.schema(),
                Clock.system())
            : new LogMinerChangeRecordEmitter(
                connector.config(),
                partition,
                offset,
                event.getEventType(),
                event.getOldValues(),
                event.getNewValues(),
                of,
                connector.schema(),
                Clock.system());
    String topic =
        connector.config().getLogicalName() + "." + of.id().schema() + "." + of.id().table();
    ChangeRecordEmitter.Receiver<io.debezium.pipeline.spi.Partition> receiver =
        (ofPartition, schema, operation, key, value, at, headers) -> {
          var shape = (io.debezium.relational.TableSchema) schema;
          sent.add(
              new RedoEvent(
                  topic,
                  key == null ? null : text(topic, shape.keySchema(), (Struct) key),
                  text(topic, shape.getEnvelopeSchema().schema(), value),
                  headers(topic, headers),
                  known(offset.getOffset())));
          stored.add(offset.getOffset());
        };
    emitter.emitChangeRecords(connector.schema().schemaFor(of.id()), receiver);
  }

  private Map<String, String> headers(String topic, @Nullable Headers of) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(DebeziumHeaders.DEBEZIUM_CONNECTOR_RUN_ID, "\"" + run + "\"");
    String mark = settings.get("transforms.firnSettings.header");
    if (mark != null) {
      texts.put(mark, "\"" + settings.get("transforms.firnSettings.value.literal") + "\"");
    }
    if (of != null) {
      for (Header header : of) {
        texts.put(header.key(), text(topic, header.schema(), (Struct) header.value()));
      }
    }
    return texts;
  }

  private String text(String topic, @Nullable Schema schema, Struct value) {
    return new String(
        Objects.requireNonNull(json.fromConnectData(topic, schema, value)), StandardCharsets.UTF_8);
  }

  private void add(String transaction, LogMinerEvent event) {
    open.computeIfAbsent(transaction, begun -> new ArrayList<>()).add(event);
  }

  /**
   * @param name with its schema, such as {@code APP.ORDERS}
   */
  private Table table(String name) {
    int dot = name.indexOf('.');
    return connector.table(name.substring(0, dot), name.substring(dot + 1));
  }

  private static String address(int row) {
    StringBuilder digits = new StringBuilder("AAAE5KAAEAAA");
    for (int shift = 30; shift >= 0; shift -= 6) {
      digits.append(
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
              .charAt(row >>> shift & 63));
    }
    return digits.toString();
  }

  private static String place(long scn) {
    return " 0x000056.%08x.0010 ".formatted(scn & 0xffffffffL);
  }

  /** Seconds, as LogMiner shows them. */
  private static Instant time(long scn) {
    return Instant.ofEpochSecond(1_790_000_000L + scn % 1_000_000_000L);
  }
}
