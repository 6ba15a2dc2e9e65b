package dev.firn.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A directory of this machine; it needs nothing of Hadoop, so that it can be read before Spark. */
record LocalDirectory(Path path) implements Directory {

  @Override
  public Directory below(String name) {
    return new LocalDirectory(path.resolve(name));
  }

  @Override
  public boolean has(String name) {
    return Files.exists(path.resolve(name));
  }

  @Override
  public InputStream open(String name) throws IOException {
    return URI_BEGINS.matcher(name).matches()
        ? StoreDirectory.openFile(name)
        : Files.newInputStream(path.resolve(name));
  }

  @Override
  public void write(String name, String text) throws IOException {
    Path draft = path.resolve(name + ".tmp");
    Files.createDirectories(path);
    Files.writeString(draft, text);
    Files.move(
        draft,
        path.resolve(name),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void requireWritable() throws IOException {
    Files.createDirectories(path);
    Files.delete(Files.createTempFile(path, "firn", ".tmp"));
  }

  @Override
  public String locate(String name) {
    Path file = path.resolve(name);
    Path here = Path.of("").toAbsolutePath();
    return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
  }

  @Override
  public URI uri() {
    return path.toUri();
  }

  @Override
  public Optional<Path> findPath() {
    return Optional.of(path);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
