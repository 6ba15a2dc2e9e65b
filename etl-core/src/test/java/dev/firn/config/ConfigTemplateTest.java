package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Problems;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.Values;
import dev.firn.config.binding.YamlDocument;
import dev.firn.config.binding.YamlEntry;
import dev.firn.config.file.FileFormat;
import dev.firn.testing.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigTemplateTest {

  @TempDir private Path path;

  @Test
  void loadsAsItIs() {
    ConfigDirectory directory =
        new ConfigDirectory(path)
            .sources(Repository.text("config/sources.yaml.template"))
            .clusters(Repository.text("config/kafka_clusters.yaml.template"))
            .variable("ORACLE_PASSWORD", "tiger")
            .variable("POSTGRES_PASSWORD", "tiger");

    assertThat(directory.loader().sourceNames())
        .containsExactly("my_oracle_db", "my_postgresql_db");
    for (String name : directory.loader().sourceNames()) {
      SourceConfig source = directory.load(name);
      assertThat(directory.loader().loadKafkaCluster(source).name()).isEqualTo("primary");
      assertThat(source.bulkLoad()).isEqualTo(BulkLoadConfig.of(defaults()));
      assertThat(source.cdc()).isEqualTo(CdcConfig.of(defaults()));
    }
  }

  @ParameterizedTest(name = "template {index}")
  @MethodSource
  void explainsEveryKeyInTheWordsOfItsOption(FileFormat format) {
    String template = Repository.text("config/" + format.templateName());
    String comments = Pattern.compile("\\n *#(?! [a-z_]+: )").matcher(template).replaceAll("");

    for (Section section : withNested(format.section())) {
      assertThat(comments).contains(" " + section.doc());
      for (Option<?> option : section.options()) {
        assertThat(template).containsPattern("(?m)^ +(# +)?" + option.key() + ": ");
        assertThat(comments).contains(" " + option.doc() + describeDefault(option) + "\n");
      }
    }
  }

  static Stream<FileFormat> explainsEveryKeyInTheWordsOfItsOption() {
    return Stream.of(SourceConfig.FORMAT, KafkaClusterConfig.FORMAT);
  }

  private static String describeDefault(Option<?> option) {
    return option.isRequired() ? " Required." : " Default: " + option.fallback().text();
  }

  private static List<Section> withNested(Section section) {
    List<Section> sections = new ArrayList<>(List.of(section));
    section.sections().forEach(nested -> sections.addAll(withNested(nested)));
    return sections;
  }

  private static Values defaults() {
    YamlEntry nothing =
        YamlDocument.find("nothing", "{}", "nothing", new Problems("nothing")).orElseThrow();
    return new Values(nothing, new Problems("nothing"));
  }
}
