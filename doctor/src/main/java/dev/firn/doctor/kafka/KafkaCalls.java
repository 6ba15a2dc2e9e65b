package dev.firn.doctor.kafka;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.model.ShellWord;

/** Commands of Kafka's own tools, of which a person has one where a broker is installed. */
record KafkaCalls(KafkaClusterConfig cluster) {

  /** Changes one setting of a topic. */
  String set(String topic, String setting, String value) {
    return tool("kafka-configs.sh")
        + " --entity-type topics --entity-name "
        + ShellWord.quoted(topic)
        + " --alter --add-config "
        + ShellWord.quoted(setting + "=" + value);
  }

  String delete(String topic) {
    return tool("kafka-topics.sh") + " --delete --topic " + ShellWord.quoted(topic);
  }

  /** Who has to log in, or speaks TLS, says how in a file of properties. */
  private String tool(String name) {
    return name
        + " --bootstrap-server "
        + ShellWord.quoted(cluster.bootstrapServers())
        + (cluster.properties().isEmpty() ? "" : " --command-config client.properties");
  }
}
