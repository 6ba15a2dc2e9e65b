package dev.firn.source.oracle;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.connect.Connector;
import dev.firn.connect.ConnectorOffset;
import dev.firn.connect.ConnectorStatus;
import dev.firn.connect.KafkaConnect;
import dev.firn.error.UnavailableException;
import dev.firn.model.TableId;
import dev.firn.retry.Pause;
import dev.firn.schema.ConnectorSetting;
import dev.firn.source.DatabaseKind;
import dev.firn.source.oracle.catalog.DatabaseNames;
import dev.firn.source.oracle.connect.OracleErrors;
import dev.firn.source.oracle.log.OracleScn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the connector of a source has begun, as Kafka Connect knows it: the SCN of its own start
 * stays in its offsets as long as it lives, and is another one once somebody has it begin anew.
 */
final class ConnectorBeginning {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorBeginning.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /**
   * Connect tells of new settings a moment before the task is ended that has the old ones, which it
   * lets run for five seconds at most unless told otherwise. What that passes over is in no stream.
   */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  /** What a connector is in by somebody's wish, until that somebody wishes otherwise. */
  private static final Set<String> HALTED = Set.of("PAUSED", "STOPPED");

  /** The offset that Debezium keeps for good: the SCN at which it was started first. */
  private static final String BEGUN = "snapshot_scn";

  /** There as long as it reads how tables look; if it is ended then, it begins at another SCN. */
  private static final String STARTING = "snapshot";

  private static final String STARTED = "snapshot_completed";

  private final SourceConfig source;
  private final @Nullable KafkaClusterConfig kafka;
  private final @Nullable KafkaConnect connect;
  private final Duration patience;

  /**
   * @param kafka where changes arrive; null if that is not known
   * @param patience with a connector that has not begun yet
   */
  ConnectorBeginning(SourceConfig source, @Nullable KafkaClusterConfig kafka, Duration patience) {
    this.source = source;
    this.kafka = kafka;
    this.connect =
        kafka == null || kafka.connect() == null ? null : new KafkaConnect(kafka.connect());
    this.patience = patience;
  }

  /**
   * A connector that runs.
   *
   * @param scn what was committed at a later one is in Kafka, or will be
   */
  record Begun(Connector connector, OracleScn scn, Map<String, String> offset) {}

  /** Why nobody can be asked, and what to do, as what is said of a table; empty if somebody can. */
  Optional<String> findIgnorance() {
    return connect == null
        ? Optional.of(
            "nothing tells where its connector has begun. Set connect_url in kafka_clusters.yaml and"
                + " load it again with --no-resume")
        : Optional.empty();
  }

  String workerVariable(String what) {
    return source.workerVariable(what);
  }

  /** Where the connector keeps how tables looked. */
  OracleConnector.SchemaHistory schemaHistory() {
    return new OracleConnector.SchemaHistory(
        kafka == null ? "" : kafka.bootstrapServers(), source.topicPrefix() + ".schema-history");
  }

  /**
   * Waits for a connector that has been deployed and has not begun yet.
   *
   * @param tables that it must read
   * @throws UnavailableException saying what to do, if it is not proven where it has begun
   */
  Begun await(DatabaseNames database, List<TableId> tables) {
    while (true) {
      Begun first = require(database, tables, patience);
      Pause.of(patience.compareTo(SETTLING) < 0 ? patience : SETTLING);
      Begun second = require(database, tables, patience);
      if (second.connector().equals(first.connector()) && second.scn().equals(first.scn())) {
        return second;
      }
      LOG.info(
          "Connector {} was changed meanwhile; it is looked at again", first.connector().name());
    }
  }

  /** The same without waiting. */
  Begun require(DatabaseNames database, List<TableId> tables) {
    return require(database, tables, Duration.ZERO);
  }

  private Begun require(DatabaseNames database, List<TableId> tables, Duration atMost) {
    Instant begin = Instant.now();
    Instant end = begin.plus(atMost);
    for (boolean isSaid = false; ; isSaid = true) {
      Connector connector = connector(database.pluggable());
      requireSettings(connector, database, tables);
      Now now;
      try {
        now = lookAt(connector);
      } catch (UnavailableException e) {
        // Connect does not know a new connector's status, and tells no offsets while its workers
        // agree who has it.
        if (!Instant.now().isBefore(end)) {
          throw e;
        }
        Pause.of(LOOK_EVERY);
        continue;
      }
      ConnectorStatus status = now.status();
      if (!status.trouble().isEmpty()) {
        throw unproven("connector " + connector.name() + " has failed: " + status.trouble(), "");
      }
      Map<String, String> offset = now.offset();
      if (status.isRunning() && !offset.isEmpty() && hasStarted(offset)) {
        return new Begun(connector, begun(connector, offset), offset);
      }
      if (HALTED.contains(status.state()) || !Instant.now().isBefore(end)) {
        throw unproven(
            status.isRunning()
                ? "connector %s runs, and Kafka Connect has not stored where it has begun"
                    .formatted(connector.name())
                : "connector %s does not run (%s)".formatted(connector.name(), status.state()),
            "Run this again once GET /connectors/%s/offsets shows %s%s"
                .formatted(
                    connector.name(),
                    BEGUN,
                    connector.setting("heartbeat.interval.ms", "0").equals("0")
                        ? ", which it may not without heartbeat.interval.ms as long as nobody writes"
                        : ""));
      }
      if (!isSaid) {
        LOG.info(
            "Waiting until Kafka Connect has stored where connector {} has begun",
            connector.name());
      }
      Pause.of(LOOK_EVERY);
    }
  }

  /**
   * Where the connector has begun, whether it runs or not.
   *
   * @throws UnavailableException if nobody tells
   */
  OracleScn find() {
    Connector connector = connector("");
    return offset(connector)
        .filter(ConnectorBeginning::hasStarted)
        .map(offset -> begun(connector, offset))
        .orElseThrow(
            () ->
                unproven(
                    "Kafka Connect has not stored where connector %s has begun"
                        .formatted(connector.name()),
                    "GET /connectors/%s/status tells what it does".formatted(connector.name())));
  }

  /**
   * What the connector does now and how far it is, whether it runs or not; empty if there is none.
   *
   * @throws UnavailableException if Connect does not say
   */
  Optional<Now> look() {
    List<Connector> found = connectors();
    if (found.size() != 1) {
      return Optional.empty();
    }
    return Optional.of(lookAt(found.get(0)));
  }

  private Now lookAt(Connector connector) {
    return new Now(asked().status(connector.name()), offset(connector).orElse(Map.of()));
  }

  /** What is known of a connector at a moment. */
  record Now(ConnectorStatus status, Map<String, String> offset) {}

  private KafkaConnect asked() {
    if (connect == null) {
      throw unproven(
          "nothing says where Kafka Connect is", "Set connect_url in kafka_clusters.yaml");
    }
    return connect;
  }

  private List<Connector> connectors() {
    return asked().connectors().stream()
        .filter(connector -> connector.sendsTo(source.topicPrefix()))
        .toList();
  }

  /**
   * @param pluggable the pluggable database with the tables; empty if there is none
   */
  private Connector connector(String pluggable) {
    List<Connector> found = connectors();
    if (found.isEmpty()) {
      throw unproven(
          "Kafka Connect has no connector with topic.prefix=" + source.topicPrefix(),
          "Deploy config/debezium_%1$s_cdc.json with curl -X POST -H \"Content-Type: application/json\" --data @config/debezium_%1$s_cdc.json %2$s/connectors, then run this again; --deploy-connector %2$s does both%3$s"
              .formatted(source.name(), asked().worker(), needs(pluggable)));
    }
    if (found.size() > 1) {
      throw unproven(
          "several connectors have topic.prefix=%s: %s"
              .formatted(
                  source.topicPrefix(),
                  String.join(", ", found.stream().map(Connector::name).sorted().toList())),
          "Delete all but one");
    }
    return found.get(0);
  }

  private String needs(String pluggable) {
    return pluggable.isEmpty()
        ? ""
        : ". The tables are in pluggable database %s, and the connector logs in at the root as a common user: the Connect worker needs %s (jdbc:oracle:thin:@…), %s and %s"
            .formatted(
                pluggable,
                workerVariable(OracleConnector.ROOT_URL),
                workerVariable(OracleConnector.ROOT_USER),
                workerVariable(OracleConnector.ROOT_PASSWORD));
  }

  private void requireSettings(Connector connector, DatabaseNames database, List<TableId> tables) {
    for (ConnectorSetting setting :
        DatabaseKind.of(source.databaseType()).connectorSettings(source)) {
      if (!setting.isReadable(connector.settings())) {
        throw unproven(
            "connector %s has %s=%s"
                .formatted(connector.name(), setting.name(), setting.in(connector.settings())),
            "Deploy it with " + setting.advice());
      }
    }
    requireSame(connector, "database.dbname", database.database());
    if (!database.pluggable().isEmpty()) {
      // Of which several databases may have one of this name.
      requireSame(connector, "database.pdb.name", database.pluggable());
    }
    for (TableId table : tables) {
      connector
          .findFilter(table.schema(), table.toString())
          .ifPresent(
              setting -> {
                throw unproven(
                    "connector %s does not read %s (%s)"
                        .formatted(connector.name(), table, setting),
                    "Deploy config/debezium_%s_cdc.json again (PUT its config to /connectors/%s/config), and run this once it runs with that"
                        .formatted(source.name(), connector.name()));
              });
    }
  }

  private void requireSame(Connector connector, String key, String own) {
    if (!connector.setting(key, "").equalsIgnoreCase(own)) {
      throw unproven(
          "connector %s reads another database (%s=%s, and the source is %s)"
              .formatted(connector.name(), key, connector.setting(key, ""), own),
          "Deploy config/debezium_%s_cdc.json".formatted(source.name()));
    }
  }

  private Optional<Map<String, String>> offset(Connector connector) {
    return asked().offsets(connector.name()).stream()
        .filter(part -> source.topicPrefix().equals(part.partition().get("server")))
        .map(ConnectorOffset::offset)
        .findFirst();
  }

  private static boolean hasStarted(Map<String, String> offset) {
    return !offset.containsKey(STARTING) || Boolean.parseBoolean(offset.get(STARTED));
  }

  private OracleScn begun(Connector connector, Map<String, String> offset) {
    String scn = offset.getOrDefault(BEGUN, "");
    if (scn.isEmpty() || !scn.chars().allMatch(Character::isDigit)) {
      throw unproven(
          "the offsets of connector %s do not say where it has begun (%s)"
              .formatted(connector.name(), BEGUN),
          "If somebody has written them, delete the connector and its offsets, and deploy it again");
    }
    return OracleScn.parse(scn);
  }

  private UnavailableException unproven(String why, String fix) {
    return OracleErrors.beginningIsUnproven(source.name(), why, fix);
  }
}
