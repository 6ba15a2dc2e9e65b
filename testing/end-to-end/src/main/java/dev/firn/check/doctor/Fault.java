package dev.firn.check.doctor;

/**
 * Something that is made wrong.
 *
 * @param probe that is to find it
 * @param says what its evidence has to name
 */
record Fault(String probe, String says, Deed plant) {

  /** What makes it wrong. */
  interface Deed {
    void on(Pipeline pipeline) throws Exception;
  }

  static Fault of(String probe, String says, Deed plant) {
    return new Fault(probe, says, plant);
  }

  /** By statements of who may do all. */
  static Fault sql(String probe, String says, String... statements) {
    return new Fault(probe, says, pipeline -> pipeline.sql(statements));
  }

  boolean isFoundBy(Finding finding) {
    return finding.probe().equals(probe) && finding.evidence().contains(says);
  }

  @Override
  public String toString() {
    return probe + " \"" + says + "\"";
  }
}
