package dev.firn.config.store;

import java.util.Map;
import java.util.Optional;

/** What the environment says of Vault, in the variables that Vault's own tools read. */
record VaultSettings(Map<String, String> environment) {

  static final String ADDRESS = "VAULT_ADDR";
  static final String TOKEN = "VAULT_TOKEN";
  static final String TOKEN_FILE = "VAULT_TOKEN_FILE";
  static final String ROLE_ID = "VAULT_ROLE_ID";
  static final String SECRET_ID = "VAULT_SECRET_ID";
  static final String KUBERNETES_ROLE = "VAULT_KUBERNETES_ROLE";
  static final String AUTHORITY = "VAULT_CACERT";
  static final String CERTIFICATE = "VAULT_CLIENT_CERT";
  static final String KEY = "VAULT_CLIENT_KEY";
  static final String NAMESPACE = "VAULT_NAMESPACE";

  /** Where a login is mounted, if not under its own name. */
  static final String AUTH_MOUNT = "VAULT_AUTH_MOUNT";

  /** A mount of more than one name, such as {@code team/kv}. */
  static final String KV_MOUNT = "VAULT_KV_MOUNT";

  /** Where Kubernetes says who the pod is. */
  static final String KUBERNETES_TOKEN_FILE = "VAULT_KUBERNETES_TOKEN_FILE";

  static final String DEFAULT_KUBERNETES_TOKEN_FILE =
      "/var/run/secrets/kubernetes.io/serviceaccount/token";

  Optional<String> find(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** Where the client puts the token of {@code vault login}. */
  Optional<String> findHome() {
    return Optional.ofNullable(environment.get("HOME"));
  }
}
