package dev.firn.config.binding;

import dev.firn.model.PartitionTransform;
import dev.firn.model.RelationKind;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the text of a value may be, and what becomes of it.
 *
 * <p>The type decides how a text is read, so {@code no}, {@code 010} and {@code 12:30} are never
 * what YAML 1.1 makes of them.
 *
 * @param expectation completes the sentence "expected …"
 * @param choices the only texts allowed; empty if there are too many to list
 * @param isList true if YAML may give it as a list, whose texts are then joined by commas
 * @param parser throws {@link IllegalArgumentException} for a text that is not of this type
 * @param form the same for those who cannot call the parser; it may let more pass
 */
public record ValueType<T>(
    String expectation,
    List<String> choices,
    boolean isList,
    Function<String, T> parser,
    ValueForm form) {

  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,100}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,100}(\\.[0-9]{1,100})?");
  private static final Pattern COMMA = Pattern.compile(",(?![^()]*\\))");
  private static final Pattern DOT = Pattern.compile("\\.");

  public static final ValueType<String> TEXT = of("a value", text -> text);

  public static final ValueType<Secret> SECRET =
      of("a value", Secret::of).in(ValueForm.of(ValueForm.Kind.SECRET));

  private static final String PEM_EXPECTATION =
      "an absolute path, or the text of a PEM file, such as ${FILE:/path}";

  /** What stands in a PEM file, or where that is. */
  public static final ValueType<String> PEM =
      of(
          PEM_EXPECTATION,
          text -> {
            require(text.startsWith("/") || text.contains("-----BEGIN "));
            return text;
          });

  /** The same with something that must not be seen. */
  public static final ValueType<Secret> SECRET_PEM =
      of(PEM_EXPECTATION, text -> Secret.of(PEM.parse(text)))
          .in(ValueForm.of(ValueForm.Kind.SECRET));

  public static final ValueType<Boolean> BOOLEAN =
      oneOf(List.of("true", "false"), Boolean::valueOf);

  public static final ValueType<Duration> DURATION =
      of(HumanDuration.EXPECTATION, HumanDuration::parse)
          .in(ValueForm.matching("^[0-9]{1,9}(ms|s|m|h)$"));

  /** What is safe in the names of files, topics and consumer groups. */
  public static final ValueType<String> NAME =
      matching("a name of letters, digits, \"_\", \"-\" and \".\"", "[A-Za-z0-9_][A-Za-z0-9_.-]*");

  /** What is safe between the dots of an Iceberg identifier. */
  public static final ValueType<String> IDENTIFIER =
      matching("a name of letters, digits, \"_\" and \"-\"", "[A-Za-z0-9_][A-Za-z0-9_-]*");

  public static final ValueType<List<String>> NAMESPACE =
      of("names joined by dots, such as bronze.myapp", ValueType::parseNamespace)
          .in(ValueForm.matching("^[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*$"));

  public static final ValueType<List<PartitionTransform>> PARTITION_TRANSFORMS =
      listOf(
          "a list of columns and of years, months, days, hours(column), bucket(16, column) and"
              + " truncate(8, column)",
          PartitionTransform::parse);

  public static final ValueType<List<String>> COLUMNS =
      listOf("a list of column names", text -> text);

  public static final ValueType<List<String>> TABLE_PATTERNS =
      ValueType.<String>listOf("a list of table names and patterns", text -> text)
          .or("none", List.of());

  public static final ValueType<List<RelationKind>> RELATION_KINDS =
      listOf(RelationKind.class).or("none", List.of());

  public static final ValueType<String> HOST =
      matching(
          "a host name or address without scheme and port",
          "[^\\s/:@\\[\\]]+|\\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*\\]?");

  /** What stands alone between the parentheses of a connect descriptor. */
  public static final ValueType<String> NET_NAME =
      matching("a name without blanks, quotes, parentheses, \"=\" and \",\"", "[^\\s()=,'\"\\\\]+");

  public static final ValueType<String> CONNECT_DESCRIPTOR =
      of(
          "a connect descriptor such as (DESCRIPTION=(ADDRESS=…)(CONNECT_DATA=…))",
          text -> {
            require(text.strip().startsWith("(") && text.strip().endsWith(")"));
            return text.strip();
          });

  public static final ValueType<URI> HTTP_URL =
      ValueType.<URI>of(
              "a URL such as http://connect:8083",
              text -> {
                URI url = URI.create(text);
                require(
                    url.getHost() != null
                        && url.getUserInfo() == null
                        && List.of("http", "https").contains(url.getScheme()));
                return url;
              })
          .in(ValueForm.matching("^https?://[^@]+$"));

  public static final ValueType<String> SERVERS =
      matching(
          "host:port, several of them joined by commas",
          "[^\\s,]*[^\\s,:]:[0-9]{1,5}(\\s*,\\s*[^\\s,]*[^\\s,:]:[0-9]{1,5})*");

  public static ValueType<Integer> integer(int atLeast, int atMost) {
    String expectation =
        atMost == Integer.MAX_VALUE
            ? "an integer of at least " + atLeast
            : "an integer from " + atLeast + " to " + atMost;
    return ValueType.<Integer>of(
            expectation, text -> Math.toIntExact(parseInteger(text, atLeast, atMost)))
        .in(ValueForm.number(ValueForm.Kind.INTEGER, atLeast, (long) atMost));
  }

  public static ValueType<Long> longInteger(long atLeast) {
    return ValueType.<Long>of(
            "an integer of at least " + atLeast,
            text -> parseInteger(text, atLeast, Long.MAX_VALUE))
        .in(ValueForm.number(ValueForm.Kind.INTEGER, atLeast, null));
  }

  public static ValueType<Double> number(int atLeast) {
    return ValueType.<Double>of(
            "a number of at least " + atLeast,
            text -> {
              require(DECIMAL.matcher(text).matches());
              double number = Double.parseDouble(text);
              require(number >= atLeast);
              return number;
            })
        .in(ValueForm.number(ValueForm.Kind.NUMBER, atLeast, null));
  }

  /** The constants of an enum, written in lower case. */
  public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> constants) {
    return oneOf(
        Arrays.stream(constants.getEnumConstants()).map(ValueType::nameOf).toList(),
        text -> Enum.valueOf(constants, text.toUpperCase(Locale.ROOT)));
  }

  /** Several constants of an enum, written in lower case. */
  private static <E extends Enum<E>> ValueType<List<E>> listOf(Class<E> constants) {
    ValueType<E> one = oneOf(constants);
    return listOf(
        "some " + one.expectation().substring("one ".length()), one.choices(), one::parse);
  }

  public static <T> ValueType<T> oneOf(List<String> choices, Function<String, T> parser) {
    return new ValueType<>(
        "one of [" + String.join(", ", choices) + "]",
        choices,
        false,
        text -> {
          require(choices.contains(text));
          return parser.apply(text);
        },
        ValueForm.choice(ValueForm.Kind.CHOICE, choices));
  }

  public static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  public boolean isSecret() {
    return form.kind() == ValueForm.Kind.SECRET;
  }

  boolean fits(String text) {
    try {
      T unused = parse(text);
      return !text.isBlank();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public T parse(String text) {
    return parser.apply(text);
  }

  /** What JSON has for a text of this type: a number, a boolean, a list of texts, or a text. */
  public Object json(String text) {
    if (form.words().contains(text)) {
      return text;
    }
    return switch (form.kind()) {
      case INTEGER -> Long.valueOf(text);
      case NUMBER -> new BigDecimal(text);
      case LIST -> elements(text).toList();
      default -> choices.contains("true") ? (Object) Boolean.valueOf(text) : text;
    };
  }

  private static Stream<String> elements(String text) {
    return COMMA.splitAsStream(text).map(String::strip);
  }

  /** The same type with a word that stands for a value. */
  public ValueType<T> or(String word, T value) {
    return new ValueType<>(
        expectation,
        choices,
        isList,
        text -> text.equals(word) ? value : parser.apply(text),
        form.or(word));
  }

  /** The same type without values of which something is not true. */
  public ValueType<T> requiring(Predicate<T> what) {
    return new ValueType<>(
        expectation,
        choices,
        isList,
        text -> {
          T value = parser.apply(text);
          require(what.test(value));
          return value;
        },
        form);
  }

  /** Elements are separated by commas outside of parentheses. */
  public static <T> ValueType<List<T>> listOf(String expectation, Function<String, T> element) {
    return listOf(expectation, List.of(), element);
  }

  /**
   * @param choices the only elements
   */
  public static <T> ValueType<List<T>> listOf(
      String expectation, List<String> choices, Function<String, T> element) {
    return new ValueType<>(
        expectation,
        List.of(),
        true,
        text -> elements(text).map(element).toList(),
        ValueForm.choice(ValueForm.Kind.LIST, choices));
  }

  private static <T> ValueType<T> of(String expectation, Function<String, T> parser) {
    return new ValueType<>(
        expectation, List.of(), false, parser, ValueForm.of(ValueForm.Kind.TEXT));
  }

  private ValueType<T> in(ValueForm other) {
    return new ValueType<>(expectation, choices, isList, parser, other);
  }

  private static ValueType<String> matching(String expectation, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return ValueType.<String>of(
            expectation,
            text -> {
              require(pattern.matcher(text).matches());
              return text;
            })
        .in(ValueForm.matching("^(" + regex + ")$"));
  }

  private static long parseInteger(String text, long atLeast, long atMost) {
    require(INTEGER.matcher(text).matches());
    long number = Long.parseLong(text);
    require(number >= atLeast && number <= atMost);
    return number;
  }

  private static List<String> parseNamespace(String text) {
    List<String> names = new ArrayList<>();
    for (String name : DOT.split(text, -1)) {
      names.add(IDENTIFIER.parse(name));
    }
    return List.copyOf(names);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not of this type");
    }
  }
}
