package dev.firn.setup;

import dev.firn.files.FileSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A directory with one file that is not written yet.
 *
 * @param directory where it will be, with the files that it refers to
 */
record DraftFiles(String name, String text, FileSet directory) implements FileSet {

  @Override
  public boolean has(String file) {
    return file.equals(name);
  }

  @Override
  public InputStream open(String file) throws IOException {
    return file.equals(name)
        ? new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))
        : directory.open(file);
  }

  @Override
  public String locate(String file) {
    return file.equals(name)
        ? directory.locate(file) + " (not written yet)"
        : directory.locate(file);
  }
}
