package dev.firn.files;

import dev.firn.error.CoreErrors;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.spark.SparkConf;

/**
 * What {@code spark-submit} would tell Spark, in a JVM that it has not started: the launcher says
 * by system properties which file of defaults there is, and which options were given.
 */
public final class GivenSparkConf {

  private static final String DEFAULTS = "firn.spark.defaults";
  private static final String OPTIONS = "firn.spark.options";
  private static final String OPTIONS_END = "\n";

  private GivenSparkConf() {}

  /**
   * @throws dev.firn.error.ConfigException if a file of settings cannot be read
   */
  public static SparkConf find() {
    return of(System.getProperty(DEFAULTS, ""), System.getProperty(OPTIONS, ""));
  }

  /**
   * @param defaults the path of spark-defaults.conf; empty if there is none
   * @param options of spark-submit, one a line
   */
  static SparkConf of(String defaults, String options) {
    SparkConf conf = new SparkConf();
    List<String> words = split(options);
    String file = defaults;
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals("--properties-file")) {
        file = words.get(i + 1);
      }
    }
    if (!file.isEmpty()) {
      load(Path.of(file)).forEach((key, value) -> set(conf, (String) key, (String) value));
    }
    for (int i = 0; i + 1 < words.size(); i++) {
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "--master" -> conf.set("spark.master", value);
        case "--conf", "-c" -> {
          int equals = value.indexOf('=');
          if (equals > 0) {
            set(conf, value.substring(0, equals), value.substring(equals + 1));
          }
        }
        default -> {
          // What else spark-submit takes says nothing of catalogs.
        }
      }
    }
    return conf;
  }

  /** Options in one word, as {@code --conf=key=value}, are two. */
  private static List<String> split(String options) {
    List<String> words = new ArrayList<>();
    for (String word : options.split(OPTIONS_END, -1)) {
      int equals = word.indexOf('=');
      if (word.startsWith("--") && equals > 0) {
        words.add(word.substring(0, equals));
        words.add(word.substring(equals + 1));
      } else {
        words.add(word);
      }
    }
    return words;
  }

  private static void set(SparkConf conf, String key, String value) {
    if (key.startsWith("spark.")) {
      conf.set(key, value.strip());
    }
  }

  private static Properties load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw CoreErrors.fileIsUnreadable(file.toString(), e);
    }
  }
}
