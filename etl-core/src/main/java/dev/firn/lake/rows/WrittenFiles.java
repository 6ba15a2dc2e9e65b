package dev.firn.lake.rows;

import dev.firn.lake.failure.LakeFailures;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Data files that a task has written and nobody can see yet. */
public final class WrittenFiles implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(WrittenFiles.class);

  // A Java list of Iceberg's own files, which serialize themselves.
  @SuppressWarnings("serial")
  private final List<DataFile> files;

  WrittenFiles(List<DataFile> files) {
    this.files = List.copyOf(files);
  }

  /** Rows in the files, as their writer counted them. */
  public long rows() {
    return files.stream().mapToLong(DataFile::recordCount).sum();
  }

  public long bytes() {
    return files.stream().mapToLong(DataFile::fileSizeInBytes).sum();
  }

  public List<DataFile> files() {
    return files;
  }

  public void delete(FileIO io) {
    delete(io, files);
  }

  /** Deletes files that no table refers to; what cannot be deleted is only logged. */
  public static void delete(FileIO io, Collection<? extends ContentFile<?>> files) {
    for (ContentFile<?> file : files) {
      try {
        io.deleteFile(file.location());
      } catch (RuntimeException e) {
        LakeFailures.warn(
            LOG, "Could not delete " + file.location() + ", no table refers to it", e);
      }
    }
  }
}
