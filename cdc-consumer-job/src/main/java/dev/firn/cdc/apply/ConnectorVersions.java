package dev.firn.cdc.apply;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.source.DatabaseKind;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of connectors whose version is known to lose rows, once per run and version. */
final class ConnectorVersions {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorVersions.class);

  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /** What is wrong with the version; empty if nothing is, or if it was said before. */
  Optional<String> warn(CapturedTable table, String version) {
    if (!seen.add(version)) {
      return Optional.empty();
    }
    Optional<String> fault =
        DatabaseKind.of(table.mapping().database()).findConnectorFault(version);
    fault.ifPresent(
        why ->
            LOG.warn(
                "The events of {} come from Debezium {}: {}. What it has lost, firn validate finds",
                table.mapping().source(),
                version,
                why));
    return fault;
  }
}
