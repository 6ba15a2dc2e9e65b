package dev.firn.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class CdcConsumerCommandTest {

  private static CommandLine.ParseResult parse(String... arguments) {
    return new CommandLine(new CdcConsumerCommand()).parseArgs(arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "many", "4294967296"})
  void refusesBatchesThatWouldNeverEnd(String size) {
    assertThatThrownBy(() -> parse("--source", "shop", "--batch-size", size))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("expected an integer of at least 1, got \"" + size + "\"");
  }

  @Test
  void acceptsTheGapsOfSeveralTables() {
    assertThat(
            parse("--source", "shop", "--accept-gap", "orders,items", "--accept-gap", "carts")
                .matchedOption("--accept-gap")
                .typedValues())
        .asString()
        .contains("orders", "items", "carts");
  }
}
