package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Secret;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Kafka Connect answers, and what it has to be told and shown before it does.
 *
 * <p>Not serializable, as its password is not: tasks do not ask Connect.
 *
 * @param login null if it asks nobody who he is
 * @param authority the path of certificates (PEM) of which one has to vouch for the worker's own;
 *     null for those that Java trusts
 */
public record ConnectAccess(URI worker, @Nullable Login login, @Nullable String authority) {

  static final Option<URI> CONNECT_URL =
      Option.derived(
          "connect_url",
          ValueType.HTTP_URL,
          "none; Connect is not asked",
          "Where Kafka Connect answers, such as http://connect:8083. Then the consumer asks it how"
              + " the connectors of its source are set, and refuses what that makes of the values"
              + " (docs/CONNECTORS.md).");

  static final Option<String> CONNECT_USER =
      Option.derived(
          "connect_user",
          ValueType.TEXT,
          "none; Connect is asked without a login",
          "Who asks Kafka Connect, if it wants a user and a password (HTTP basic authentication).");

  static final Option<Secret> CONNECT_PASSWORD =
      Option.derived(
          "connect_password",
          ValueType.SECRET,
          "none; required by connect_user",
          "Best as ${ENV} or ${FILE:/path}, never as plain text.");

  static final Option<String> CONNECT_CA_FILE =
      Option.derived(
          "connect_ca_file",
          ValueType.TEXT,
          "none; the authorities that Java trusts",
          "A file with the certificates (PEM) of the authorities that vouch for Kafka Connect, if"
              + " connect_url is https and the authority is one of your own.");

  static final List<Option<?>> OPTIONS =
      List.of(CONNECT_URL, CONNECT_USER, CONNECT_PASSWORD, CONNECT_CA_FILE);

  /** Who asks. */
  public record Login(String user, Secret password) {}

  /** A worker that asks nobody who he is. */
  public static ConnectAccess of(URI worker) {
    return new ConnectAccess(worker, null, null);
  }

  /** The same, of another worker of the cluster. */
  ConnectAccess at(URI other) {
    return new ConnectAccess(other, login, authority);
  }

  static void check(Values cluster) {
    for (Option<?> option : OPTIONS.subList(1, OPTIONS.size())) {
      if (cluster.isGiven(option) && !cluster.isGiven(CONNECT_URL)) {
        cluster.report(option, "of no use without " + CONNECT_URL.key());
      }
    }
    if (cluster.isGiven(CONNECT_USER) && !cluster.isGiven(CONNECT_PASSWORD)) {
      cluster.report(CONNECT_PASSWORD, "missing, " + CONNECT_USER.key() + " needs it");
    }
    if (cluster.isGiven(CONNECT_PASSWORD) && !cluster.isGiven(CONNECT_USER)) {
      cluster.report(CONNECT_USER, "missing, " + CONNECT_PASSWORD.key() + " is nobody's");
    }
    boolean isPlain =
        cluster.find(CONNECT_URL).filter(url -> "http".equals(url.getScheme())).isPresent();
    if (isPlain && cluster.isGiven(CONNECT_CA_FILE)) {
      cluster.report(CONNECT_CA_FILE, "of no use for http, set " + CONNECT_URL.key() + " to https");
    }
  }

  static @Nullable ConnectAccess of(Values cluster) {
    return cluster
        .find(CONNECT_URL)
        .map(
            url ->
                new ConnectAccess(
                    url,
                    cluster
                        .find(CONNECT_USER)
                        .map(user -> new Login(user, cluster.value(CONNECT_PASSWORD)))
                        .orElse(null),
                    cluster.find(CONNECT_CA_FILE).orElse(null)))
        .orElse(null);
  }
}
