package dev.firn.config.binding;

import dev.firn.config.store.AwsSecrets;
import dev.firn.config.store.HadoopCredentials;
import dev.firn.config.store.SecretStore;
import dev.firn.config.store.VaultStore;
import dev.firn.error.FirnException;
import dev.firn.error.Secrets;
import dev.firn.files.FileSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Looks up what placeholders stand for, in the environment and in files. */
public final class SecretResolver {

  private static final String HADOOP_PASSWORD = "HADOOP_CREDSTORE_PASSWORD";
  private static final int MAX_FILE_BYTES = 64 * 1024;
  private static final Pattern LAST_NEWLINE = Pattern.compile("\\r?\\n\\z");

  /** What stands for a value that is not needed and not known here. */
  private static final String UNKNOWN = "unknown";

  private final Map<String, String> environment;
  private final FileSet directory;
  private final Map<String, Supplier<SecretStore>> stores;
  private final boolean areNeeded;
  private final Map<String, SecretStore> opened = new HashMap<>();

  /**
   * @param directory where files are whose names do not say it
   */
  public SecretResolver(Map<String, String> environment, FileSet directory) {
    this(
        environment,
        directory,
        Map.of(
            ValueTemplate.VAULT,
            () -> new VaultStore(environment),
            ValueTemplate.AWS,
            () -> new AwsSecrets(environment),
            ValueTemplate.HADOOP,
            HadoopCredentials::new),
        true);
  }

  /**
   * @param stores by the words with which placeholders begin, opened when they are needed; those
   *     that are missing are not asked
   */
  SecretResolver(
      Map<String, String> environment,
      FileSet directory,
      Map<String, Supplier<SecretStore>> stores) {
    this(environment, directory, stores, true);
  }

  private SecretResolver(
      Map<String, String> environment,
      FileSet directory,
      Map<String, Supplier<SecretStore>> stores,
      boolean areNeeded) {
    this.areNeeded = areNeeded;
    this.environment = new TreeMap<>(environment);
    Optional.ofNullable(environment.get(HADOOP_PASSWORD)).ifPresent(Secrets::hide);
    this.directory = directory;
    this.stores = Map.copyOf(stores);
  }

  /** The same for those who must not wait for a network. */
  public SecretResolver withoutStores() {
    return new SecretResolver(environment, directory, Map.of(), areNeeded);
  }

  /** The same for those who connect to nothing: what is not there is no fault, and asks nobody. */
  public SecretResolver ofUnneeded() {
    return new SecretResolver(environment, directory, Map.of(), false);
  }

  Optional<String> find(ValueTemplate.Stored secret, Consumer<String> problems) {
    Supplier<SecretStore> store = stores.get(secret.store());
    if (store == null) {
      return areNeeded ? Optional.empty() : Optional.of(UNKNOWN);
    }
    Optional<String> found =
        opened
            .computeIfAbsent(secret.store(), name -> store.get())
            .find(secret.reference(), problems);
    found.ifPresent(Secrets::hide);
    return found;
  }

  Optional<String> find(ValueTemplate.Variable variable, Consumer<String> problems) {
    String value = environment.get(variable.name());
    boolean isEmpty = value == null || value.isEmpty();
    if (isEmpty && variable.fallback() != null) {
      return Optional.of(variable.fallback());
    }
    if (value == null && !areNeeded) {
      return Optional.of(UNKNOWN);
    }
    if (isEmpty && variable.message() != null) {
      problems.accept(
          "environment variable " + variable.name() + " is not set: " + variable.message());
      return Optional.empty();
    }
    if (value == null) {
      problems.accept(describeMissing(variable.name()));
    }
    return Optional.ofNullable(value);
  }

  private String describeMissing(String name) {
    String similar =
        Suggestion.find(name, environment.keySet())
            .map(found -> ", but " + found + " is")
            .orElse("");
    return "environment variable "
        + name
        + " is not set"
        + similar
        + ". Export it, or mount it as a file and use ${FILE:/path}";
  }

  Optional<String> find(ValueTemplate.FileContent file, Consumer<String> problems) {
    if (!areNeeded) {
      return Optional.of(UNKNOWN);
    }
    try (InputStream stream = directory.open(file.path())) {
      byte[] bytes = stream.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        problems.accept("file " + file.path() + " is larger than 64 KiB");
        return Optional.empty();
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(LAST_NEWLINE.matcher(text).replaceFirst(""));
    } catch (NoSuchFileException e) {
      problems.accept("file " + file.path() + " does not exist");
    } catch (CharacterCodingException e) {
      problems.accept("file " + file.path() + " is not UTF-8 text");
    } catch (IOException | InvalidPathException | FirnException e) {
      problems.accept("file " + file.path() + " cannot be read: " + e);
    }
    return Optional.empty();
  }
}
