package dev.firn.files;

import java.io.IOException;
import java.io.InputStream;

/** Files that can be read by their names. */
public interface FileSet {

  boolean has(String name);

  /**
   * Reads a file of the set, or any other if its name says where it is.
   *
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws dev.firn.error.FirnException if the store gives no answer
   */
  InputStream open(String name) throws IOException;

  /** Where a file of it is, as the user would type it. */
  String locate(String name);
}
