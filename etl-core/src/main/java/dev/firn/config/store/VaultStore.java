package dev.firn.config.store;

import dev.firn.error.CoreErrors;
import dev.firn.error.Secrets;
import dev.firn.error.UnavailableException;
import dev.firn.retry.Retry;
import dev.firn.retry.RetryPolicy;
import io.github.jopenlibs.vault.SslConfig;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.github.jopenlibs.vault.response.LookupResponse;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HashiCorp Vault, or OpenBao, with the key-value engine of version 2; a reference is {@code
 * mount/path#key}.
 *
 * <p>A token that somebody else has given is renewed if less than half of its time is left, so that
 * a job that is started again and again keeps it alive. One of a login of ours lives as long as it
 * is needed, and is asked for anew if it is refused.
 */
public final class VaultStore implements SecretStore {

  private static final Logger LOG = LoggerFactory.getLogger(VaultStore.class);

  /** Of the client, which writes a line of its own for every connection. */
  private static final java.util.logging.Logger CLIENT =
      java.util.logging.Logger.getLogger(Vault.class.getPackageName());

  static {
    CLIENT.setLevel(Level.WARNING);
  }

  private static final int VERSION = 2;
  private static final int TIMEOUT_SECONDS = 10;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private static final RetryPolicy RETRIES =
      new RetryPolicy(4, Duration.ofMillis(500), 2, Duration.ofSeconds(4));

  private final VaultSettings settings;
  private final Map<String, Map<String, String>> known = new HashMap<>();
  private @Nullable Session session;

  /**
   * @param environment with the variables that Vault's own tools read
   */
  public VaultStore(Map<String, String> environment) {
    this.settings = new VaultSettings(environment);
    settings.find(VaultSettings.TOKEN).ifPresent(Secrets::hide);
    settings.find(VaultSettings.SECRET_ID).ifPresent(Secrets::hide);
  }

  /**
   * @param isOwn true if a login of ours has given the token
   */
  private record Session(Vault vault, boolean isOwn) {}

  /** A call of the client. */
  @FunctionalInterface
  private interface Call<T> {
    T of(Vault vault) throws VaultException;
  }

  @Override
  public Optional<String> find(String reference, Consumer<String> problems) {
    int hash = reference.lastIndexOf('#');
    String path = hash < 0 ? "" : reference.substring(0, hash);
    String key = reference.substring(hash + 1);
    if (!path.contains("/") || key.isEmpty()) {
      problems.accept("expected ${VAULT:mount/path#key}, such as ${VAULT:secret/shop#password}");
      return Optional.empty();
    }
    if (settings.find(VaultSettings.ADDRESS).isEmpty()) {
      problems.accept(
          VaultSettings.ADDRESS + " is not set, so nobody knows where Vault is. Export it");
      return Optional.empty();
    }
    Map<String, String> secret = known.get(path);
    if (secret == null) {
      secret = read(path);
      known.put(path, secret);
    }
    if (secret.isEmpty()) {
      problems.accept("Vault has no secret at " + path + ". " + hint(path));
    } else if (!secret.containsKey(key)) {
      problems.accept(
          "Vault's secret at %s has no key %s. Its keys are [%s]"
              .formatted(path, key, String.join(", ", secret.keySet().stream().sorted().toList())));
    }
    return Optional.ofNullable(secret.get(key));
  }

  private static String hint(String path) {
    return path.contains("/data/")
        ? "Leave out \"data/\", which only the HTTP interface has between mount and path"
        : "Look with \"vault kv get "
            + path
            + "\"; the mount must be a key-value engine of version 2, and one with several names"
            + " stands in "
            + VaultSettings.KV_MOUNT;
  }

  /** What is at a path; empty if nothing is. */
  private Map<String, String> read(String path) {
    LogicalResponse answer = readOnce(path);
    if (status(answer) == FORBIDDEN && session != null && session.isOwn()) {
      session = null;
      answer = readOnce(path);
    }
    int status = status(answer);
    if (status == NOT_FOUND) {
      return Map.of();
    }
    if (status != OK) {
      throw refused("secret " + path, status);
    }
    return answer.getData();
  }

  private LogicalResponse readOnce(String path) {
    return call("secret " + path, session().vault(), vault -> vault.logical().read(path));
  }

  private static int status(LogicalResponse answer) {
    return answer.getRestResponse().getStatus();
  }

  private Session session() {
    if (session == null) {
      session = open();
    }
    return session;
  }

  private Session open() {
    Optional<String> token =
        settings
            .find(VaultSettings.TOKEN)
            .or(() -> settings.find(VaultSettings.TOKEN_FILE).map(this::content));
    if (token.isEmpty() && settings.find(VaultSettings.ROLE_ID).isPresent()) {
      return login(VaultSettings.SECRET_ID, this::loginByRole);
    }
    if (token.isEmpty() && settings.find(VaultSettings.KUBERNETES_ROLE).isPresent()) {
      return login(VaultSettings.KUBERNETES_ROLE, this::loginByPod);
    }
    if (token.isEmpty()) {
      token =
          settings
              .findHome()
              .map(home -> Path.of(home, ".vault-token"))
              .filter(Files::isReadable)
              .map(Path::toString)
              .map(this::content);
    }
    Vault vault =
        vault(
            token.orElseThrow(
                () ->
                    CoreErrors.secretStoreGivesNoAnswer(
                        place(),
                        "no login is known. Set VAULT_TOKEN, VAULT_TOKEN_FILE, VAULT_ROLE_ID with"
                            + " VAULT_SECRET_ID, or VAULT_KUBERNETES_ROLE, or run \"vault login\"",
                        false,
                        null)));
    renew(vault);
    return new Session(vault, false);
  }

  private Session login(String how, Call<String> login) {
    String token = call("login by " + how, vault(null), login);
    return new Session(vault(token), true);
  }

  private String loginByRole(Vault vault) throws VaultException {
    return vault
        .auth()
        .loginByAppRole(
            settings.find(VaultSettings.AUTH_MOUNT).orElse("approle"),
            settings.find(VaultSettings.ROLE_ID).orElse(""),
            settings.find(VaultSettings.SECRET_ID).orElse(""))
        .getAuthClientToken();
  }

  private String loginByPod(Vault vault) throws VaultException {
    String file =
        settings
            .find(VaultSettings.KUBERNETES_TOKEN_FILE)
            .orElse(VaultSettings.DEFAULT_KUBERNETES_TOKEN_FILE);
    return vault
        .auth()
        .loginByKubernetes(
            settings.find(VaultSettings.KUBERNETES_ROLE).orElse(""),
            content(file),
            "auth/" + settings.find(VaultSettings.AUTH_MOUNT).orElse("kubernetes"))
        .getAuthClientToken();
  }

  /** That it cannot be renewed is no reason not to use it. */
  private void renew(Vault vault) {
    try {
      LookupResponse token = vault.auth().lookupSelf();
      boolean isLate = token.getTTL() < token.getCreationTTL() / 2;
      if (token.isRenewable() && token.getTTL() > 0 && isLate) {
        vault.auth().renewSelf();
        LOG.info("Renewed Vault's token, of which {} s were left", token.getTTL());
      }
    } catch (VaultException e) {
      LOG.warn(
          "Cannot renew Vault's token: HTTP {}. It is used as long as it lives.",
          e.getHttpStatusCode());
    }
  }

  private Vault vault(@Nullable String token) {
    try {
      VaultConfig config =
          new VaultConfig()
              .environmentLoader(new NothingLoaded())
              .address(settings.find(VaultSettings.ADDRESS).orElse(""))
              .engineVersion(VERSION)
              .openTimeout(TIMEOUT_SECONDS)
              .readTimeout(TIMEOUT_SECONDS)
              .sslConfig(tls());
      if (token != null) {
        Secrets.hide(token);
        config.token(token);
      }
      Optional<String> namespace = settings.find(VaultSettings.NAMESPACE);
      if (namespace.isPresent()) {
        config.nameSpace(namespace.get());
      }
      Optional<String> mount = settings.find(VaultSettings.KV_MOUNT);
      if (mount.isPresent()) {
        config.prefixPath(mount.get());
      }
      return Vault.create(config.build());
    } catch (VaultException e) {
      throw CoreErrors.secretStoreGivesNoAnswer(
          place(), "its settings cannot be used: " + e.getMessage(), false, e);
    }
  }

  private SslConfig tls() throws VaultException {
    SslConfig tls = new SslConfig().verify(true);
    Optional<String> authority = settings.find(VaultSettings.AUTHORITY);
    if (authority.isPresent()) {
      tls.pemFile(new File(authority.get()));
    }
    Optional<String> certificate = settings.find(VaultSettings.CERTIFICATE);
    Optional<String> key = settings.find(VaultSettings.KEY);
    if (certificate.isPresent() && key.isPresent()) {
      tls.clientPemFile(new File(certificate.get())).clientKeyPemFile(new File(key.get()));
    }
    return tls.build();
  }

  private <T> T call(String what, Vault vault, Call<T> call) {
    return new Retry(RETRIES)
        .run(
            "ask " + place() + " for " + what,
            attempt -> {
              T answer;
              try {
                answer = call.of(vault);
              } catch (VaultException e) {
                int status = e.getHttpStatusCode();
                throw status > 0 ? refused(what, status) : unreachable(e);
              }
              if (answer instanceof LogicalResponse response && canPass(status(response))) {
                throw refused(what, status(response));
              }
              return answer;
            });
  }

  private static boolean canPass(int status) {
    return status == 429 || status >= 500;
  }

  private UnavailableException refused(String what, int status) {
    String why =
        switch (status) {
          case FORBIDDEN ->
              "it refuses %s (HTTP 403): the token is wrong or has expired, or its policy does not allow it"
                  .formatted(what);
          case 400, 401 -> "it refuses %s (HTTP %d)".formatted(what, status);
          case 503 -> "it is sealed or in maintenance (HTTP 503)";
          default -> "it answers %s with HTTP %d".formatted(what, status);
        };
    return CoreErrors.secretStoreGivesNoAnswer(place(), why, canPass(status), null);
  }

  /** Of what Vault has answered nothing is told: it may hold what it was sent. */
  private UnavailableException unreachable(VaultException e) {
    String why = e.getCause() == null ? String.valueOf(e.getMessage()) : e.getCause().toString();
    return CoreErrors.secretStoreGivesNoAnswer(place(), why, true, e);
  }

  private String place() {
    return "Vault at " + settings.find(VaultSettings.ADDRESS).orElse("");
  }

  private String content(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw CoreErrors.secretStoreGivesNoAnswer(
          place(), "the file of its login, " + file + ", cannot be read: " + e, false, e);
    }
  }
}
