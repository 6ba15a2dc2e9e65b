package dev.firn.check.doctor;

import java.util.List;

/** Faults that can be there at the same time. */
record Group(String name, List<Fault> faults) {

  Group {
    faults = List.copyOf(faults);
  }

  static Group of(String name, Fault... faults) {
    return new Group(name, List.of(faults));
  }
}
