package dev.firn.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;

/** Whether containers can be started here. */
public final class Docker {

  private static final String SOCKET = "/var/run/docker.sock";

  private static final Set<Class<?>> TOLD = ConcurrentHashMap.newKeySet();

  private Docker() {}

  /**
   * Leaves a test out where no container can be started, and says so in the output of the build,
   * once for its class.
   *
   * @param otherwise what has them run without
   */
  public static void require(Class<?> tests, String otherwise) {
    if (!isThere()) {
      throw skipped(tests, "there is no Docker here" + otherwise);
    }
  }

  /** Why a test is left out, said in the output of the build, once for its class. */
  static TestAbortedException skipped(Class<?> tests, String why) {
    if (TOLD.add(tests)) {
      System.out.println(
          "SKIPPED " + tests.getSimpleName() + ": " + why + ". See docs/oracle-acceptance.md.");
    }
    return new TestAbortedException(why);
  }

  /** To look for it takes seconds and fills the log; where nothing leads to it nobody looks. */
  static boolean isThere() {
    boolean mayBe =
        Files.exists(Path.of(SOCKET))
            || System.getenv("DOCKER_HOST") != null
            || Files.exists(Path.of(System.getProperty("user.home"), ".testcontainers.properties"));
    return mayBe && DockerClientFactory.instance().isDockerAvailable();
  }
}
