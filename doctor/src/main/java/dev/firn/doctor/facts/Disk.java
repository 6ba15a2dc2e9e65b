package dev.firn.doctor.facts;

import java.nio.file.Path;
import java.util.List;

/**
 * A file system of this machine that jobs write to.
 *
 * @param uses what they write there
 * @param path one of the places on it
 * @param free bytes that may still be written
 */
public record Disk(List<String> uses, Path path, long free, long total) {

  public Disk {
    uses = List.copyOf(uses);
  }
}
