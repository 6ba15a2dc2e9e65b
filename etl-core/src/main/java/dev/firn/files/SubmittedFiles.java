package dev.firn.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What {@code spark-submit --files} was given, by name. */
public final class SubmittedFiles implements FileSet {

  private static final String ON_YARN = "spark.yarn.dist.files";

  private final Map<String, String> locations;

  private SubmittedFiles(Map<String, String> locations) {
    this.locations = locations;
  }

  /** Those of this application, if a file of that name is among them. */
  public static Optional<FileSet> findWith(String name) {
    return findWith(name, key -> System.getProperty(key, ""));
  }

  /**
   * @param settings of Spark; empty where nothing is said
   */
  static Optional<FileSet> findWith(String name, UnaryOperator<String> settings) {
    Map<String, String> locations = new LinkedHashMap<>();
    add(settings.apply("spark.files"), false, locations);
    // YARN has copied them into the working directory of the driver that it has started.
    boolean copied = settings.apply("spark.submit.deployMode").equals("cluster");
    add(settings.apply(ON_YARN), copied, locations);
    return locations.containsKey(name)
        ? Optional.of(new SubmittedFiles(locations))
        : Optional.empty();
  }

  private static void add(String list, boolean copied, Map<String, String> locations) {
    for (String location : list.split(",", -1)) {
      if (!location.isBlank()) {
        URI uri = URI.create(location.strip().replace(" ", "%20"));
        String path = String.valueOf(uri.getPath());
        String fragment = uri.getFragment();
        String name = fragment == null ? path.substring(path.lastIndexOf('/') + 1) : fragment;
        locations.put(
            name, copied ? Path.of(name).toAbsolutePath().toString() : withoutName(location));
      }
    }
  }

  private static String withoutName(String location) {
    return location.strip().replaceFirst("#.*", "");
  }

  @Override
  public boolean has(String name) {
    return locations.containsKey(name);
  }

  @Override
  public InputStream open(String name) throws IOException {
    String location = locations.get(name);
    if (location == null
        && !name.startsWith("/")
        && !Directory.URI_BEGINS.matcher(name).matches()) {
      throw new NoSuchFileException(name);
    }
    return Directory.at(Path.of("/")).open(location == null ? name : location);
  }

  @Override
  public String locate(String name) {
    return name + " of --files";
  }
}
