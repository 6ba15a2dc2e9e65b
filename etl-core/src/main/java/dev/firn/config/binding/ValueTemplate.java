package dev.firn.config.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a value with its placeholders taken apart.
 *
 * <p>What a placeholder stands for is never parsed again, neither as YAML nor for placeholders.
 */
record ValueTemplate(List<Piece> pieces) {

  private static final String OPEN = "${";
  private static final String ESCAPED = "$${";
  private static final String FORMS =
      "a placeholder is ${NAME}, ${NAME:-default}, ${NAME:?message}, ${FILE:/path},"
          + " ${VAULT:mount/path#key}, ${AWS:name#key} or ${HADOOP:alias}. Write $${ for a literal \"${\"";

  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*)|:\\?(.*))?", Pattern.DOTALL);
  static final String VAULT = "VAULT";
  static final String AWS = "AWS";
  static final String HADOOP = "HADOOP";

  private static final Pattern STORED =
      Pattern.compile(
          "VAULT:(?<VAULT>[^-?#][^#]*/[^#]+#[^#]+)"
              + "|AWS:(?<AWS>[^-?#][^#]*(#[^#]+|#[^#]*#[^#]+)?)"
              + "|HADOOP:(?<HADOOP>[^-?].*)",
          Pattern.DOTALL);

  private static final Pattern FILE = Pattern.compile("FILE:([^-?].*)", Pattern.DOTALL);

  /** A part of the text. */
  sealed interface Piece {
    Optional<String> find(SecretResolver resolver, Consumer<String> problems);
  }

  /** Text that stands for itself. */
  record Literal(String text) implements Piece {
    @Override
    public Optional<String> find(SecretResolver resolver, Consumer<String> problems) {
      return Optional.of(text);
    }
  }

  /** An environment variable, what applies without it, or what to say without it. */
  record Variable(String name, @Nullable String fallback, @Nullable String message)
      implements Piece {
    @Override
    public Optional<String> find(SecretResolver resolver, Consumer<String> problems) {
      return resolver.find(this, problems);
    }
  }

  /** The content of a file. */
  record FileContent(String path) implements Piece {
    @Override
    public Optional<String> find(SecretResolver resolver, Consumer<String> problems) {
      return resolver.find(this, problems);
    }
  }

  /** What a secret store keeps. */
  record Stored(String store, String reference) implements Piece {
    @Override
    public Optional<String> find(SecretResolver resolver, Consumer<String> problems) {
      return resolver.find(this, problems);
    }
  }

  /**
   * @throws IllegalArgumentException for a placeholder of no known form; the message does not
   *     repeat the text, which may be a password
   */
  static ValueTemplate parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith(ESCAPED, at)) {
        literal.append(OPEN);
        at += ESCAPED.length();
      } else if (text.startsWith(OPEN, at)) {
        int end = text.indexOf('}', at);
        if (end < 0) {
          throw new IllegalArgumentException("\"${\" without \"}\", " + FORMS);
        }
        addLiteral(pieces, literal);
        pieces.add(parsePlaceholder(text.substring(at + OPEN.length(), end)));
        at = end + 1;
      } else {
        literal.append(text.charAt(at));
        at++;
      }
    }
    addLiteral(pieces, literal);
    return new ValueTemplate(List.copyOf(pieces));
  }

  private static void addLiteral(List<Piece> pieces, StringBuilder literal) {
    if (!literal.isEmpty()) {
      pieces.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private static Piece parsePlaceholder(String body) {
    Matcher file = FILE.matcher(body);
    if (file.matches()) {
      return new FileContent(file.group(1));
    }
    Matcher stored = STORED.matcher(body);
    if (stored.matches()) {
      return Stream.of(VAULT, AWS, HADOOP)
          .filter(store -> stored.group(store) != null)
          .map(store -> new Stored(store, stored.group(store)))
          .findFirst()
          .orElseThrow();
    }
    Matcher variable = VARIABLE.matcher(body);
    if (!variable.matches() || body.contains(OPEN)) {
      throw new IllegalArgumentException("unknown placeholder, " + FORMS);
    }
    return new Variable(variable.group(1), variable.group(2), variable.group(3));
  }

  boolean hasPlaceholders() {
    return pieces.stream().anyMatch(piece -> !(piece instanceof Literal));
  }

  /** True if a placeholder stands for what is kept elsewhere because nobody should see it. */
  boolean mayBeSecret() {
    return pieces.stream()
        .anyMatch(
            piece ->
                piece instanceof FileContent
                    || piece instanceof Stored
                    || (piece instanceof Variable variable
                        && Written.isNameOfSecret(variable.name())));
  }

  /** The text between the placeholders, which is all of it if there are none. */
  String literals() {
    return pieces.stream()
        .filter(Literal.class::isInstance)
        .map(piece -> ((Literal) piece).text())
        .collect(Collectors.joining());
  }

  /** The complete text, or nothing after every placeholder without a value was reported. */
  Optional<String> findText(SecretResolver resolver, Consumer<String> problems) {
    StringBuilder text = new StringBuilder();
    boolean isComplete = true;
    for (Piece piece : pieces) {
      Optional<String> found = piece.find(resolver, problems);
      isComplete &= found.isPresent();
      found.ifPresent(text::append);
    }
    return isComplete ? Optional.of(text.toString()) : Optional.empty();
  }

  /** Where the text comes from, without defaults and literals, which may be secret. */
  String origin() {
    List<String> names = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece instanceof Variable variable) {
        names.add("${" + variable.name() + "}");
      } else if (piece instanceof FileContent file) {
        names.add("${FILE:" + file.path() + "}");
      } else if (piece instanceof Stored stored) {
        names.add("${" + stored.store() + ":" + stored.reference() + "}");
      }
    }
    return String.join(" and ", names);
  }

  @Override
  public String toString() {
    return "value from " + origin();
  }

  /** The environment variable that the whole value is, if it is one. */
  Optional<String> findOnlyVariable() {
    return pieces.size() == 1 && pieces.get(0) instanceof Variable variable
        ? Optional.of(variable.name())
        : Optional.empty();
  }
}
