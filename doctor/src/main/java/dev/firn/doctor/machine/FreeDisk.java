package dev.firn.doctor.machine;

import dev.firn.doctor.facts.Disk;
import dev.firn.doctor.facts.Facts;
import dev.firn.health.Amounts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.util.List;

/** Whether what jobs write on this machine has room. */
final class FreeDisk implements Probe<Facts> {

  private static final long NONE_BYTES = 512L << 20;
  private static final long LITTLE_BYTES = 2L << 30;

  /** What is enough on a disk of any size. */
  private static final long ENOUGH_BYTES = 20L << 30;

  private static final int LITTLE_PERCENT = 5;

  @Override
  public String name() {
    return "machine.disk";
  }

  @Override
  public String finds() {
    return "little room on this machine for FIRN_HOME, checkpoints and what Spark puts aside"
        + " (`spark.local.dir`)";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return facts.disks().stream().filter(FreeDisk::isLittle).map(this::told).toList();
  }

  private static boolean isLittle(Disk disk) {
    return disk.free() < LITTLE_BYTES
        || (disk.free() < ENOUGH_BYTES && disk.free() < disk.total() / 100 * LITTLE_PERCENT);
  }

  private Finding told(Disk disk) {
    String evidence =
        "%s of %s are free at %s (%s)"
            .formatted(
                Amounts.bytes(disk.free()),
                Amounts.bytes(disk.total()),
                disk.path(),
                String.join(", ", disk.uses()));
    Remedy remedy =
        Remedy.advice(
            "make room there, or have it elsewhere: FIRN_HOME,"
                + " cdc.checkpoint_directory, --spark-conf spark.local.dir");
    return disk.free() < NONE_BYTES
        ? Finding.error(name(), evidence, remedy)
        : Finding.warning(name(), evidence, remedy);
  }
}
