package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Secret;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import dev.firn.model.DatabaseType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a PostgreSQL server and its clients prove to each other who they are.
 *
 * @param mode one of libpq's
 * @param rootCertificate of the authority that the server's certificate is from, or null
 * @param certificate that says who we are, or null
 * @param key of that, or null
 * @param keyPassword null if the key is not encrypted
 * @param onWorker where Kafka Connect's worker has the same
 */
public record TlsOptions(
    String mode,
    @Nullable String rootCertificate,
    @Nullable String certificate,
    @Nullable Secret key,
    @Nullable Secret keyPassword,
    OnWorker onWorker) {

  /** Paths of another machine, or null where they are the same as here. */
  public record OnWorker(
      @Nullable String rootCertificate, @Nullable String certificate, @Nullable String key) {}

  /** Without a look at who the server is; what a driver does that is told nothing. */
  public static final String PREFER = "prefer";

  public static final String VERIFY_CA = "verify-ca";
  public static final String VERIFY_FULL = "verify-full";

  /** What is said of nothing. */
  public static final TlsOptions NONE =
      new TlsOptions(PREFER, null, null, null, null, new OnWorker(null, null, null));

  static final Option<String> MODE =
      Option.optional(
          "sslmode",
          ValueType.oneOf(
              List.of("disable", "allow", PREFER, "require", VERIFY_CA, VERIFY_FULL), text -> text),
          PREFER,
          "As libpq has it: prefer and require encrypt without looking who the server is, verify-ca"
              + " requires a certificate of sslrootcert, verify-full also one of the host; for"
              + " postgresql only, as all of ssl….");

  static final Option<String> ROOT_CERTIFICATE =
      Option.derived(
          "sslrootcert",
          ValueType.PEM,
          "none; required by verify-ca and verify-full",
          "The certificates of authorities that the server's may be from: an absolute path on the"
              + " machine of the driver, or the PEM text itself, as ${FILE:/path}.");

  static final Option<String> CERTIFICATE =
      Option.derived(
          "sslcert",
          ValueType.PEM,
          "none",
          "The certificate that tells the server who we are, given as sslrootcert is.");

  static final Option<Secret> KEY =
      Option.derived(
          "sslkey",
          ValueType.SECRET_PEM,
          "none; required by sslcert",
          "Its key, in PKCS #8 (PEM or DER), given as sslrootcert is.");

  static final Option<Secret> KEY_PASSWORD =
      Option.derived(
          "sslpassword",
          ValueType.SECRET,
          "none; the key is not encrypted",
          "The password of sslkey. Best as ${ENV} or ${FILE:/path}, never as plain text.");

  private static final String SAME_PATH = "the same path; required where a PEM text is given here";

  static final Option<String> WORKER_ROOT_CERTIFICATE =
      Option.derived("sslrootcert", ValueType.TEXT, SAME_PATH, "The path of sslrootcert there.");

  static final Option<String> WORKER_CERTIFICATE =
      Option.derived("sslcert", ValueType.TEXT, SAME_PATH, "The path of sslcert there.");

  static final Option<String> WORKER_KEY =
      Option.derived("sslkey", ValueType.TEXT, SAME_PATH, "The path of sslkey there.");

  static final Section CONNECT_WORKER =
      Section.optional(
          "connect_worker",
          "Where Kafka Connect's worker has the files of TLS, if not at the same paths; for"
              + " postgresql only.",
          WORKER_ROOT_CERTIFICATE,
          WORKER_CERTIFICATE,
          WORKER_KEY);

  /** True if a server has to prove who it is. */
  public boolean verifies() {
    return mode.equals(VERIFY_CA) || mode.equals(VERIFY_FULL);
  }

  /**
   * @param captures true if a connector is to use the same
   */
  static void check(DatabaseType type, Values connection, boolean captures) {
    List<Option<?>> all = List.of(MODE, ROOT_CERTIFICATE, CERTIFICATE, KEY, KEY_PASSWORD);
    if (type != DatabaseType.POSTGRESQL) {
      all.stream()
          .filter(connection::isGiven)
          .forEach(option -> connection.report(option, "for postgresql only. Remove it"));
      connection
          .find(CONNECT_WORKER)
          .ifPresent(
              worker ->
                  CONNECT_WORKER.options().stream()
                      .filter(worker::isGiven)
                      .forEach(option -> worker.report(option, "for postgresql only. Remove it")));
      return;
    }
    String mode = connection.find(MODE).orElse(PREFER);
    boolean verifies = mode.equals(VERIFY_CA) || mode.equals(VERIFY_FULL);
    boolean hasRoots = connection.isGiven(ROOT_CERTIFICATE);
    boolean isModeKnown = !connection.isUnknown(MODE);
    if (verifies && !hasRoots) {
      connection.report(ROOT_CERTIFICATE, "missing, sslmode " + mode + " needs it");
    }
    if (isModeKnown && !verifies && hasRoots) {
      connection.report(
          ROOT_CERTIFICATE,
          "sslmode %s does not look at it. Set sslmode to %s".formatted(mode, VERIFY_FULL));
    }
    if (captures) {
      requirePath(connection, connection.find(ROOT_CERTIFICATE), WORKER_ROOT_CERTIFICATE);
      requirePath(connection, connection.find(CERTIFICATE), WORKER_CERTIFICATE);
      requirePath(connection, connection.find(KEY).map(Secret::reveal), WORKER_KEY);
    }
    requireBoth(connection, CERTIFICATE, KEY);
    requireBoth(connection, KEY, CERTIFICATE);
    if (connection.isGiven(KEY_PASSWORD) && !connection.isGiven(KEY)) {
      connection.report(KEY, "missing, sslpassword needs it");
    }
    if (mode.equals("disable")) {
      Stream.of(CERTIFICATE, KEY)
          .filter(connection::isGiven)
          .forEach(
              option -> connection.report(option, "of no use with sslmode disable. Remove it"));
    }
  }

  /** A text that is given here is nowhere on the worker. */
  private static void requirePath(
      Values connection, Optional<String> given, Option<String> onWorker) {
    boolean isText = given.filter(text -> !text.startsWith("/")).isPresent();
    if (isText && !connection.in(CONNECT_WORKER).isGiven(onWorker)) {
      connection.report(
          onWorker,
          "given as a text, so connect_worker must say where Kafka Connect's worker has it: its "
              + onWorker.key()
              + " is missing");
    }
  }

  private static void requireBoth(Values connection, Option<?> given, Option<?> needed) {
    if (connection.isGiven(given) && !connection.isGiven(needed)) {
      connection.report(needed, "missing, " + given.key() + " needs it");
    }
  }

  static TlsOptions of(Values connection) {
    Values worker = connection.in(CONNECT_WORKER);
    return new TlsOptions(
        connection.find(MODE).orElse(PREFER),
        connection.find(ROOT_CERTIFICATE).orElse(null),
        connection.find(CERTIFICATE).orElse(null),
        connection.find(KEY).orElse(null),
        connection.find(KEY_PASSWORD).orElse(null),
        new OnWorker(
            worker.find(WORKER_ROOT_CERTIFICATE).orElse(null),
            worker.find(WORKER_CERTIFICATE).orElse(null),
            worker.find(WORKER_KEY).orElse(null)));
  }

  /** Names no key. */
  @Override
  public String toString() {
    return "sslmode " + mode + (certificate == null ? "" : " with a client certificate");
  }
}
