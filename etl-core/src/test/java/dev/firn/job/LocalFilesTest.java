package dev.firn.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
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

  /** The checkpoint of a stream, of which every batch renames four files. */
  @Test
  void whatIsRenamedReplacesWhatWasThereAsWithHadoop() throws IOException {
    for (boolean isOurs : new boolean[] {true, false}) {
      String name = "renamed" + isOurs;
      FileContext files = context(isOurs);
      for (String content : new String[] {"first", "second"}) {
        write(files, name + "/temporary", content);
        files.rename(path(name + "/temporary"), path(name + "/file"), Rename.OVERWRITE);
      }
      assertThatThrownBy(() -> files.rename(path(name + "/none"), path(name + "/file")))
          .isInstanceOf(FileNotFoundException.class)
          .hasMessageContaining(name + "/none");
    }

    for (String file : new String[] {"", "/file", "/.file.crc"}) {
      assertThat(permissions("renamedtrue" + file)).isEqualTo(permissions("renamedfalse" + file));
    }
    assertThat(directory.resolve("renamedtrue/file")).hasContent("second");
    assertThat(names("renamedtrue"))
        .isEqualTo(names("renamedfalse"))
        .containsExactly(".file.crc", "file");
  }

  @Test
  void tellsALinkFromAFileAsHadoopDoes() throws IOException {
    Files.writeString(directory.resolve("target"), "text");
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("target"));
    for (String name : new String[] {"target", "link", "."}) {
      FileStatus ours = context(true).getFileLinkStatus(path(name));
      FileStatus hadoops = context(false).getFileLinkStatus(path(name));
      assertThat(ours).as(name).hasToString(hadoops.toString());
    }
    assertThatThrownBy(() -> context(true).getFileLinkStatus(path("nothing")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void startsNoProcess() throws IOException {
    java.nio.file.Path events = directory.resolve("processes.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      FileContext files = context(true);
      write(files, "alone/temporary", "text");
      files.rename(path("alone/temporary"), path("alone/file"), Rename.OVERWRITE);
      recording.stop();
      recording.dump(events);
    }
    assertThat(RecordingFile.readAllEvents(events))
        .filteredOn(event -> event.getThread().getJavaThreadId() == Thread.currentThread().getId())
        .isEmpty();
  }

  private FileContext context(boolean isOurs) throws IOException {
    Configuration conf = new Configuration();
    if (isOurs) {
      conf.set("fs.AbstractFileSystem.file.impl", LocalFileContext.class.getName());
    }
    return FileContext.getFileContext(directory.toUri(), conf);
  }

  private Path path(String name) {
    return new Path(directory.resolve(name).toUri());
  }

  private void write(FileContext files, String name, String content) throws IOException {
    try (FSDataOutputStream out =
        files.create(path(name), EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<String> names(String name) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(directory.resolve(name))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
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
