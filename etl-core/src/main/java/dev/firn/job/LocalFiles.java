package dev.firn.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local files without its way to set their permissions: where its native library is
 * missing it starts a {@code chmod} for every file and for every file's checksum, a dozen processes
 * for one commit to a table.
 */
public final class LocalFiles extends LocalFileSystem {

  /** As Hadoop makes it, by its name in the configuration. */
  public LocalFiles() {
    super(new Raw());
  }

  /** Sets permissions in this process. */
  private static final class Raw extends RawLocalFileSystem {

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      try {
        Files.setPosixFilePermissions(
            pathToFile(path).toPath(),
            PosixFilePermissions.fromString(
                permission.getUserAction().SYMBOL
                    + permission.getGroupAction().SYMBOL
                    + permission.getOtherAction().SYMBOL));
      } catch (UnsupportedOperationException e) {
        super.setPermission(path, permission);
      }
    }
  }
}
