package dev.firn.config.file;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.SecretResolver;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.Values;
import dev.firn.config.binding.Written;
import dev.firn.config.binding.YamlText;
import dev.firn.error.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists every value that applies with who says it, without what must not be seen. */
public final class EffectiveListing {

  private static final String DEFAULT = "default";

  private final ConfigFile sources;
  private final ConfigFile clusters;
  private final Option<String> reference;
  private final SecretResolver resolver;
  private final List<EffectiveLine> lines = new ArrayList<>();

  /**
   * @param reference by which one of the sources names one of the clusters
   * @param resolver for what is no secret
   */
  public EffectiveListing(
      ConfigFile sources, ConfigFile clusters, Option<String> reference, SecretResolver resolver) {
    this.reference = reference;
    this.sources = sources;
    this.clusters = clusters;
    this.resolver = resolver;
  }

  /**
   * @param source null for all
   */
  public List<EffectiveLine> of(@Nullable String source) {
    Map<String, Values> found = sources.loadAll(name -> name.equals(source), null, all -> {});
    if (source == null) {
      add(sources, found);
      if (clusters.exists()) {
        add(clusters, clusters.loadAll(name -> false, null, all -> {}));
      }
      return lines;
    }
    Values values = found.get(source);
    if (values == null) {
      // Says which names there are.
      values = sources.load(source, resolver);
    }
    add(sources, Map.of(source, values));
    if (clusters.exists()) {
      Map<String, Values> known = clusters.loadAll(name -> false, null, all -> {});
      Optional<String> named = values.findText(reference, resolver);
      known.keySet().removeIf(name -> named.isPresent() && !name.equals(named.get()));
      add(clusters, known);
    }
    return lines;
  }

  private void add(ConfigFile file, Map<String, Values> sections) {
    String root = file.format().rootKey();
    lines.add(EffectiveLine.above(0, root, root + ":"));
    sections.forEach(
        (name, values) -> {
          lines.add(EffectiveLine.above(1, name, YamlText.of(name) + ":"));
          add(file.format().section(), values, 2, true);
        });
  }

  /**
   * @param withDefaults false where what is not said is said elsewhere
   */
  private void add(Section section, Values values, int depth, boolean withDefaults) {
    for (Option<?> option : section.options()) {
      values
          .findWritten(option)
          .ifPresentOrElse(
              written -> addWritten(option, values, written, depth),
              () -> {
                if (withDefaults) {
                  addDefault(option, depth);
                }
              });
    }
    values.writtenProperties().forEach((key, written) -> addHidden(key, written, depth));
    if (section.kind() == Section.Kind.NAMED) {
      values
          .named()
          .forEach(
              (name, each) -> {
                lines.add(EffectiveLine.above(depth, name, YamlText.of(name) + ":"));
                add(section.sections().get(0), each, depth + 1, false);
              });
      return;
    }
    for (Section nested : section.sections()) {
      boolean says = values.find(nested).isPresent();
      boolean hasDefaults =
          nested.options().stream()
              .anyMatch(option -> option.fallback().kind() == Option.Default.Kind.VALUE);
      if (says || (withDefaults && hasDefaults)) {
        lines.add(EffectiveLine.above(depth, nested.key(), nested.key() + ":"));
        add(nested, values.in(nested), depth + 1, withDefaults);
      }
    }
  }

  private void addWritten(Option<?> option, Values values, Written written, int depth) {
    if (written.isSecret()) {
      addHidden(option.key(), written, depth);
      return;
    }
    Optional<String> text = values.findText(option, resolver);
    // A text that does not fit, or looks like a URL, may be a password in the wrong place.
    if (text.isPresent() && (text.get().contains("@") || !values.fits(option, resolver))) {
      addHidden(option.key(), written, depth);
      return;
    }
    lines.add(
        new EffectiveLine(
            depth,
            option.key(),
            option.key() + ": " + text.orElse("# not set"),
            values.findJson(option, resolver).orElse(null),
            describe(written)));
  }

  private void addHidden(String key, Written written, int depth) {
    String text = YamlText.of(key) + ": " + YamlText.of(Secrets.HIDDEN);
    lines.add(new EffectiveLine(depth, key, text, Secrets.HIDDEN, describe(written)));
  }

  private void addDefault(Option<?> option, int depth) {
    Option.Default fallback = option.fallback();
    boolean isValue = fallback.kind() == Option.Default.Kind.VALUE;
    lines.add(
        new EffectiveLine(
            depth,
            option.key(),
            (isValue ? "" : "# ") + option.key() + ": " + fallback.text(),
            isValue ? option.type().json(fallback.text()) : null,
            DEFAULT));
  }

  private static String describe(Written written) {
    String place = written.place().toString();
    String layer =
        written.path().startsWith(FileLayers.DEFAULTS + ".") ? FileLayers.DEFAULTS + ", " : "";
    return layer + place + (written.origin().isEmpty() ? "" : ", " + written.origin());
  }
}
