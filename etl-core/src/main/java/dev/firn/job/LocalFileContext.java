package dev.firn.job;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FsConstants;

/**
 * {@link LocalFiles} for those who use Hadoop's other interface to files, as Spark does for the
 * checkpoint of a stream.
 */
public final class LocalFileContext extends ChecksumFs {

  /** As Hadoop makes it, by its name in the configuration. */
  public LocalFileContext(URI uri, Configuration conf) throws IOException, URISyntaxException {
    super(new Raw(uri, conf));
  }

  private static final class Raw extends DelegateToFileSystem {

    Raw(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(uri, new LocalFiles.Raw(), conf, FsConstants.LOCAL_FS_URI.getScheme(), false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    /** What a name may be is for the operating system to say, as with Hadoop's own. */
    @Override
    public boolean isValidName(String path) {
      return true;
    }
  }
}
