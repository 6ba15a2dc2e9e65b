package dev.firn.validate;

import dev.firn.architecture.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void keepsEveryForeignSystemBehindItsDoor() {
    Architecture.check();
  }
}
