package dev.firn.doctor;

import dev.firn.architecture.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void keepsEveryForeignSystemBehindItsDoor() {
    Architecture.check();
  }
}
