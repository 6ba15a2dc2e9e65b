package dev.firn.localstack.child;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.cli.ConnectDistributed;

/** Runs a Kafka Connect worker with Debezium on its class path: bootstrap servers, REST port. */
public final class ConnectMain {

  private ConnectMain() {}

  public static void main(String[] arguments) throws Exception {
    ParentWatch watch = ParentWatch.begin();
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", arguments[0]);
    settings.put("listeners", "http://127.0.0.1:" + arguments[1]);
    settings.put("group.id", "firn-connect");
    for (String topic : new String[] {"config", "offset", "status"}) {
      settings.put(topic + ".storage.topic", "firn-connect-" + topic);
      settings.put(topic + ".storage.replication.factor", "1");
    }
    settings.put("offset.storage.partitions", "1");
    settings.put("status.storage.partitions", "1");
    settings.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("plugin.discovery", "service_load");
    settings.put("offset.flush.interval.ms", "1000");
    settings.put("scheduled.rebalance.max.delay.ms", "0");
    // Connector files refer to passwords as ${env:NAME}.
    settings.put("config.providers", "env");
    settings.put(
        "config.providers.env.class",
        "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
    new ConnectDistributed().startConnect(settings);
    // What a worker would do on a clean stop takes long and keeps nothing that is wanted here.
    watch.ready(() -> Runtime.getRuntime().halt(0));
  }
}
