package dev.firn.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.TableId;
import org.junit.jupiter.api.Test;

class ConnectorTroubleTest {

  /** As TableId of debezium-core 3.6.1 reads the names that it has quoted itself. */
  @Test
  void warnsOfNamesThatDebeziumCannotRead() {
    for (String name : new String[] {"\"a", "a\"", "a \"b\""}) {
      assertThat(ConnectorTrouble.name(new TableId("public", name)))
          .singleElement()
          .asString()
          .contains(name);
      assertThat(ConnectorTrouble.name(new TableId(name, "t"))).hasSize(1);
    }
    for (String name : new String[] {"a", "it's new", "a\"b", "Order Details", "a.b", "'a'"}) {
      assertThat(ConnectorTrouble.name(new TableId("public", name))).isEmpty();
    }
  }
}
