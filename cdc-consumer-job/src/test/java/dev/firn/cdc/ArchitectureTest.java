package dev.firn.cdc;

import dev.firn.architecture.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void keepsEveryForeignSystemBehindItsDoor() {
    Architecture.check();
  }
}
