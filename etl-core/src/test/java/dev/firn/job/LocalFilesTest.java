package dev.firn.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {

  @TempDir private java.nio.file.Path directory;

  /** As Hadoop's own does it, with whatever umask is configured. */
  @Test
  void filesAndDirectoriesHaveTheSamePermissionsAsWithHadoop() throws IOException {
    for (String umask : new String[] {"022", "077"}) {
      Configuration conf = new Configuration();
      conf.set(FsPermission.UMASK_LABEL, umask);
      for (LocalFileSystem files :
          new LocalFileSystem[] {new LocalFiles(), new LocalFileSystem()}) {
        files.initialize(directory.toUri(), conf);
        write(files, name(files, umask));
      }
      for (String file : new String[] {"", "/file", "/.file.crc"}) {
        assertThat(permissions(name(new LocalFiles(), umask) + file))
            .as("%s with umask %s", file, umask)
            .isEqualTo(permissions(name(new LocalFileSystem(), umask) + file));
      }
    }
  }

  private static String name(FileSystem files, String umask) {
    return files.getClass().getSimpleName() + umask;
  }

  private void write(FileSystem files, String name) throws IOException {
    Path path = new Path(directory.resolve(name).resolve("file").toUri());
    try (FSDataOutputStream out = files.create(path)) {
      out.writeInt(1);
    }
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
  }
}
