package dev.firn.files;

import dev.firn.error.Causes;
import dev.firn.error.CoreErrors;
import dev.firn.error.FirnException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.deploy.SparkHadoopUtil;

/** A directory that Hadoop's file systems reach, with what Spark has been told of them. */
record StoreDirectory(String location) implements Directory {

  /** What is done with a file system. */
  @FunctionalInterface
  private interface Access<T> {
    T in(FileSystem files, Configuration conf) throws IOException;
  }

  @Override
  public Directory below(String name) {
    return new StoreDirectory(locate(name));
  }

  @Override
  public boolean has(String name) {
    Path file = new Path(locate(name));
    try {
      return access(file, (files, conf) -> files.exists(file));
    } catch (IOException e) {
      throw CoreErrors.storeGivesNoAnswer(file.toString(), e);
    }
  }

  @Override
  public InputStream open(String name) throws IOException {
    return name.startsWith("/")
        ? Files.newInputStream(java.nio.file.Path.of(name))
        : openFile(URI_BEGINS.matcher(name).matches() ? name : locate(name));
  }

  /**
   * @param uri of a file
   */
  static InputStream openFile(String uri) throws IOException {
    if (uri.startsWith("file:")) {
      return Files.newInputStream(Directory.pathOf(uri));
    }
    Path file = new Path(uri);
    try {
      return access(file, (files, conf) -> files.open(file));
    } catch (FileNotFoundException e) {
      throw (NoSuchFileException) new NoSuchFileException(uri).initCause(e);
    } catch (IOException e) {
      throw CoreErrors.storeGivesNoAnswer(uri, e);
    }
  }

  @Override
  public void write(String name, String text) throws IOException {
    Path file = new Path(locate(name));
    access(
        file,
        (files, conf) -> {
          // An object is there as a whole or not at all; a file grows under its name.
          if (files.hasPathCapability(file, CommonPathCapabilities.ETAGS_AVAILABLE)) {
            write(files, file, text);
          } else {
            Path draft = new Path(file.getParent(), "." + file.getName() + ".tmp");
            write(files, draft, text);
            FileContext.getFileContext(file.toUri(), conf)
                .rename(draft, file, Options.Rename.OVERWRITE);
          }
          return true;
        });
  }

  private static void write(FileSystem files, Path file, String text) throws IOException {
    try (OutputStream out = files.create(file, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void requireWritable() throws IOException {
    Path file = new Path(locate(".firn-" + UUID.randomUUID()));
    access(
        file,
        (files, conf) -> {
          write(files, file, "");
          return files.delete(file, false);
        });
  }

  @Override
  public String locate(String name) {
    return location.endsWith("/") ? location + name : location + "/" + name;
  }

  @Override
  public URI uri() {
    return new Path(location).toUri();
  }

  @Override
  public Optional<java.nio.file.Path> findPath() {
    return Optional.empty();
  }

  private static <T> T access(Path file, Access<T> access) throws IOException {
    Configuration conf = SparkHadoopUtil.get().newConfiguration(GivenSparkConf.find());
    try {
      return access.in(file.getFileSystem(conf), conf);
    } catch (UnsupportedFileSystemException e) {
      throw CoreErrors.storeIsUnknown(file.toString(), e);
    } catch (FirnException e) {
      throw e;
    } catch (RuntimeException e) {
      if (Causes.find(e, ClassNotFoundException.class).isPresent()) {
        throw CoreErrors.storeIsUnknown(file.toString(), e);
      }
      throw new IOException(e);
    }
  }

  @Override
  public String toString() {
    return location;
  }
}
