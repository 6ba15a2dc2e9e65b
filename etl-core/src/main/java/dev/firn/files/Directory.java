package dev.firn.files;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where files of Firn lie: on this machine, or in a store that all machines reach. A driver on a
 * cluster runs on any of them, and what it leaves on the disk there is lost.
 */
public interface Directory extends FileSet {

  /** A scheme of one letter would be a drive. */
  Pattern URI_BEGINS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  /**
   * @param location a path, or a URI such as {@code s3a://lake/firn}
   */
  static Directory of(String location) {
    if (!URI_BEGINS.matcher(location).matches()) {
      return at(Path.of(location).toAbsolutePath().normalize());
    }
    return location.startsWith("file:") ? at(pathOf(location)) : new StoreDirectory(location);
  }

  static Directory at(Path path) {
    return new LocalDirectory(path);
  }

  /**
   * @param uri that begins with {@code file:}; with its blanks as they are, or as a URI has them
   */
  static Path pathOf(String uri) {
    return Path.of(URI.create(uri.replace(" ", "%20")).getPath()).normalize();
  }

  Directory below(String name);

  /** Replaces the file as a whole, so that nobody reads half of it. */
  void write(String name, String text) throws IOException;

  /** Fails where a file cannot be written. */
  void requireWritable() throws IOException;

  URI uri();

  /** Itself, if it is on this machine. */
  Optional<Path> findPath();
}
