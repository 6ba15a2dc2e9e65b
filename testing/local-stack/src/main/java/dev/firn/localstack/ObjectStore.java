package dev.firn.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** An S3-compatible store with one bucket, whose objects are files of this machine. */
public final class ObjectStore implements AutoCloseable {
  public static final String BUCKET = "lake";
  public static final String REGION = "us-east-1";

  private final int port = FreePort.find();
  private final String accessKey = random(10);
  private final String secretKey = random(20);
  private final Path objects;
  private final ChildProcess process;
  private final FaultProxy front = FaultProxy.before(port);

  private ObjectStore(Path directory) {
    objects = directory.resolve("store").toAbsolutePath();
    process =
        new ChildProcess(
                "the object store",
                directory.resolve("logs/store.log"),
                "192m",
                "ServerMain",
                Integer.toString(port),
                "org.gaul.s3proxy.Main",
                "--properties",
                "/dev/null")
            .on(Places.store())
            .with(Map.of("FIRN_SYSTEM_PROPERTIES", lines(settings())));
  }

  /**
   * @param directory where it keeps its objects, and its log in {@code logs/}
   * @throws IllegalStateException if it does not start, or was never fetched
   */
  public static ObjectStore startIn(Path directory) {
    ObjectStore store = new ObjectStore(directory);
    Runtime.getRuntime().addShutdownHook(new Thread(store::close));
    store.start();
    return store;
  }

  private Map<String, String> settings() {
    return Map.of(
        "s3proxy.endpoint",
        directEndpoint().toString(),
        "s3proxy.authorization",
        "aws-v2-or-v4",
        "s3proxy.identity",
        accessKey,
        "s3proxy.credential",
        secretKey,
        "jclouds.provider",
        "filesystem-nio2",
        "jclouds.identity",
        accessKey,
        "jclouds.credential",
        secretKey,
        "jclouds.filesystem.basedir",
        objects.toString());
  }

  private static String lines(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining("\n"));
  }

  /** Starts it again, with what it holds and under the same address. */
  public void start() {
    try {
      Files.createDirectories(objects.resolve(BUCKET));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process.start();
  }

  /** Where its clients find it, or what {@link #front} shows them in its place. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + front.port());
  }

  /** Where it is found whatever its clients find. */
  public URI directEndpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Where this machine keeps an object of the bucket, or several with the same beginning. */
  public Path file(String key) {
    return objects.resolve(BUCKET).resolve(key);
  }

  /** What its clients speak to. */
  public FaultProxy front() {
    return front;
  }

  public String accessKey() {
    return accessKey;
  }

  public String secretKey() {
    return secretKey;
  }

  /** Ends the store as {@code kill -9} does. */
  @Override
  public void close() {
    process.kill();
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
