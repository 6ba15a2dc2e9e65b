package dev.firn.check.places;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Reads files of a lake that has them under another path than this JVM, as a mount has. */
public final class MovedFiles implements FileIO {

  /** Properties of the catalog. */
  static final String FROM = "moved.from";

  static final String TO = "moved.to";

  private final HadoopFileIO files = new HadoopFileIO(new Configuration());
  private String from = "";
  private String to = "";

  @Override
  public void initialize(Map<String, String> properties) {
    from = properties.getOrDefault(FROM, "");
    to = properties.getOrDefault(TO, "");
  }

  private String moved(String path) {
    return path.replaceFirst("^(file:/*)?" + from + "/", to + "/");
  }

  @Override
  public InputFile newInputFile(String path) {
    return files.newInputFile(moved(path));
  }

  @Override
  public OutputFile newOutputFile(String path) {
    throw new UnsupportedOperationException("Only read: " + path);
  }

  @Override
  public void deleteFile(String path) {
    throw new UnsupportedOperationException("Only read: " + path);
  }
}
