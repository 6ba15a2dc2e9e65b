package dev.firn.doctor;

import dev.firn.config.ConfigLoader;
import dev.firn.config.ConnectAccess;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.doctor.connect.ConnectProbes;
import dev.firn.doctor.facts.ConnectFacts;
import dev.firn.doctor.facts.ConnectReader;
import dev.firn.doctor.facts.Disk;
import dev.firn.doctor.facts.DiskReader;
import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.KafkaFacts;
import dev.firn.doctor.facts.KafkaReader;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.doctor.facts.LakeReader;
import dev.firn.doctor.facts.Part;
import dev.firn.doctor.facts.SourceFacts;
import dev.firn.doctor.facts.SourceReader;
import dev.firn.doctor.kafka.KafkaProbes;
import dev.firn.doctor.lake.LakeProbes;
import dev.firn.doctor.machine.MachineProbes;
import dev.firn.doctor.source.SourceProbes;
import dev.firn.error.FirnException;
import dev.firn.health.Answer;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Probes;
import dev.firn.health.Questions;
import dev.firn.health.Questions.Asked;
import dev.firn.health.Remedy;
import dev.firn.overview.Lakes;
import dev.firn.source.DatabaseKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one source after the other: asks all parts at once, then lets every probe look at what
 * they have answered. It changes nothing.
 */
final class Doctor {

  /** Of how the parts answer and how the source is configured. */
  static final String CONFIG = "config";

  private final ConfigLoader config;
  private final Lakes lakes;
  private final Duration patience;
  private final Clock clock;

  Doctor(ConfigLoader config, Lakes lakes, Duration patience, Clock clock) {
    this.config = config;
    this.lakes = lakes;
    this.patience = patience;
    this.clock = clock;
  }

  Examination examine(String name) {
    Instant began = clock.instant();
    SourceConfig source;
    KafkaClusterConfig cluster;
    try {
      source = config.loadSource(name);
      cluster =
          source.bulkLoad().capturesChanges() ? config.findKafkaCluster(source).orElse(null) : null;
    } catch (FirnException e) {
      return new Examination(
          name,
          List.of(),
          List.of(Finding.error(CONFIG, e.exitCode(), String.valueOf(e.getMessage()), Remedy.NONE)),
          1,
          Duration.between(began, clock.instant()));
    }
    Facts facts = ask(source, cluster);
    List<Finding> found = new ArrayList<>();
    List<PartState> parts = parts(facts, found);
    int probes = look(facts, found);
    return new Examination(name, parts, found, probes, Duration.between(began, clock.instant()));
  }

  private Facts ask(SourceConfig source, @Nullable KafkaClusterConfig cluster) {
    Questions questions = new Questions(patience);
    Asked<LakeFacts> lake =
        questions.ask("lake", new LakeReader(() -> lakes.find(source), source, clock)::read);
    Asked<List<Disk>> disks = questions.ask("disks", new DiskReader(lakes, source)::read);
    Asked<SourceFacts> database =
        questions.ask("source", new SourceReader(source, cluster, clock)::read);
    Optional<Asked<KafkaFacts>> kafka =
        Optional.ofNullable(cluster)
            .map(
                known ->
                    questions.ask("kafka", new KafkaReader(known, source, patience, clock)::read));
    ConnectAccess access = cluster == null ? null : cluster.connect();
    Optional<Asked<ConnectFacts>> connect =
        Optional.ofNullable(access)
            .map(known -> questions.ask("connect", new ConnectReader(known, source)::read));
    return new Facts(
        source,
        cluster,
        database.await(),
        kafka.map(Asked::await).orElseGet(Answer::notAsked),
        connect.map(Asked::await).orElseGet(Answer::notAsked),
        lake.await(),
        disks.await().find().orElse(List.of()),
        clock.instant());
  }

  private static List<PartState> parts(Facts facts, List<Finding> found) {
    SourceConfig source = facts.config();
    KafkaClusterConfig cluster = facts.cluster();
    ConnectAccess connect = cluster == null ? null : cluster.connect();
    List<PartState> parts = new ArrayList<>();
    parts.add(
        part(
            Part.SOURCE,
            facts.source(),
            "%s%s, schema %s"
                    .formatted(
                        source.connection().host().isEmpty()
                            ? ""
                            : source.connection().host() + ":" + source.connection().port() + "/",
                        source.connection().database(),
                        source.connection().schema())
                + facts
                    .source()
                    .find()
                    .map(told -> ", " + told.tables().size() + " tables")
                    .orElse(""),
            found));
    parts.add(
        part(
            Part.KAFKA,
            facts.kafka(),
            cluster == null
                ? "no cluster is configured"
                : cluster.bootstrapServers()
                    + facts
                        .kafka()
                        .find()
                        .map(told -> ", " + told.topics().size() + " topics of the source")
                        .orElse(""),
            found));
    parts.add(
        part(
            Part.CONNECT,
            facts.connect(),
            connect == null
                ? "no connect_url is configured"
                : connect.worker()
                    + facts
                        .connect()
                        .find()
                        .map(told -> ", " + told.connectors().size() + " connectors of the source")
                        .orElse(""),
            found));
    parts.add(
        part(
            Part.LAKE,
            facts.lake(),
            source.namespace()
                + facts
                    .lake()
                    .find()
                    .map(told -> ", " + told.tables().size() + " tables")
                    .orElse(""),
            found));
    return parts;
  }

  private static PartState part(Part part, Answer<?> answer, String where, List<Finding> found) {
    if (answer.find().isPresent()) {
      return new PartState(part, PartState.State.ANSWERED, where);
    }
    if (answer.trouble().isEmpty()) {
      return new PartState(part, PartState.State.NOT_ASKED, where);
    }
    found.add(Finding.error(part.text() + ".answers", answer.trouble(), part.remedy()));
    return new PartState(part, PartState.State.SILENT, where);
  }

  /** How many probes have looked. */
  private int look(Facts facts, List<Finding> found) {
    int own = facts.source().find().map(asked -> lookAtDatabase(facts, asked, found)).orElse(0);
    List<Probe<Facts>> source = SourceProbes.of(DatabaseKind.of(facts.config().databaseType()));
    for (List<Probe<Facts>> probes :
        List.of(source, KafkaProbes.ALL, ConnectProbes.ALL, LakeProbes.ALL, MachineProbes.ALL)) {
      found.addAll(Probes.look(probes, facts));
    }
    return own
        + source.size()
        + KafkaProbes.ALL.size()
        + ConnectProbes.ALL.size()
        + LakeProbes.ALL.size()
        + MachineProbes.ALL.size();
  }

  private int lookAtDatabase(Facts facts, SourceFacts source, List<Finding> found) {
    Answer<Optional<List<Finding>>> answer =
        new Questions(patience)
            .ask(
                "database",
                () -> source.database().examine(facts.config().name(), facts.examined()))
            .await();
    if (answer.find().isEmpty()) {
      found.add(Finding.error("source.answers", answer.trouble(), Part.SOURCE.remedy()));
      return 0;
    }
    Optional<List<Finding>> own = answer.find().get();
    if (own.isPresent()) {
      found.addAll(own.get());
      return DatabaseKind.of(facts.config().databaseType()).probes().size();
    }
    found.addAll(Probes.look(SourceProbes.OF_OTHERS, facts));
    return SourceProbes.OF_OTHERS.size();
  }
}
