package dev.firn.doctor.facts;

import dev.firn.config.SourceConfig;
import dev.firn.overview.Lakes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;

/** Looks how much room there is where jobs of a source write on this machine. */
public record DiskReader(Lakes lakes, SourceConfig source) {

  public List<Disk> read() throws IOException {
    Map<String, Path> places = new LinkedHashMap<>();
    Optional<Path> home = lakes.home().findPath();
    home.ifPresent(path -> places.put("FIRN_HOME", path));
    checkpoints(home).ifPresent(path -> places.put("checkpoints", path));
    for (String directory : Utils.getConfiguredLocalDirs(lakes.given())) {
      places.put("spark.local.dir " + directory, Path.of(directory));
    }
    Map<FileStore, Disk> disks = new LinkedHashMap<>();
    for (Map.Entry<String, Path> place : places.entrySet()) {
      Path there = existing(place.getValue().toAbsolutePath());
      if (there != null) {
        add(place.getKey(), there, disks);
      }
    }
    return List.copyOf(disks.values());
  }

  private static void add(String use, Path path, Map<FileStore, Disk> disks) throws IOException {
    FileStore store = Files.getFileStore(path);
    Disk known = disks.get(store);
    List<String> uses = new ArrayList<>(known == null ? List.of() : known.uses());
    uses.add(use);
    disks.put(
        store,
        new Disk(
            uses,
            known == null ? path : known.path(),
            store.getUsableSpace(),
            store.getTotalSpace()));
  }

  /** Empty if they are in a store. */
  private Optional<Path> checkpoints(Optional<Path> home) {
    String root = source.cdc().checkpointDirectory();
    return root.contains(":")
        ? Optional.empty()
        : root.startsWith("/") ? Optional.of(Path.of(root)) : home.map(path -> path.resolve(root));
  }

  /** Where something will be written that is not there yet. */
  private static @Nullable Path existing(Path path) {
    Path there = path;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }
}
