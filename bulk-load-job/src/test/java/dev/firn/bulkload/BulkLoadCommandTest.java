package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class BulkLoadCommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"connect:8083", "connect"})
  void refusesAConnectWorkerThatIsNoUrlBeforeItLoadsAnything(String worker) {
    BulkLoadCommand command = new BulkLoadCommand();
    new CommandLine(command).parseArgs("--source", "shop", "--deploy-connector", worker);
    assertThatThrownBy(command::prepare)
        .isInstanceOf(ParameterException.class)
        .hasMessage("--deploy-connector expects a URL such as http://connect:8083, got " + worker);
  }
}
