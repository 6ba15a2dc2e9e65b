package dev.firn.config.binding;

import java.util.List;
import java.util.Optional;

/**
 * Reads a mapping as its section describes it, and reports everything that does not fit. What
 * placeholders stand for comes later, and so does what is missing: another layer may say it.
 */
public final class SectionReader {

  private final Problems problems;
  private final ValueReader reader;

  public SectionReader(Problems problems) {
    this.problems = problems;
    this.reader = new ValueReader(problems, null);
  }

  /** The values, or nothing if the entry is reported as no mapping. */
  public Optional<Values> find(Section section, YamlEntry entry) {
    return entry
        .findEntries(section.describe(), problems)
        .map(entries -> read(section, entry, entries));
  }

  private Values read(Section section, YamlEntry entry, List<YamlEntry> entries) {
    Values values = new Values(entry, problems);
    for (YamlEntry child : entries) {
      if (section.kind() == Section.Kind.FREE_FORM) {
        values.putProperty(child, reader.find(ValueType.TEXT, child));
      } else if (section.kind() == Section.Kind.NAMED) {
        find(section.sections().get(0), child)
            .ifPresent(named -> values.putNamed(child.key(), named));
      } else {
        readKey(section, child, values);
      }
    }
    return values;
  }

  private void readKey(Section section, YamlEntry child, Values values) {
    Optional<Option<?>> option = section.findOption(child.key());
    Optional<Section> nested = section.findSection(child.key());
    if (option.isPresent()) {
      if (values.isNew(option.get(), child)) {
        reader.find(option.get().type(), child).ifPresent(value -> values.put(option.get(), value));
      }
    } else if (nested.isPresent()) {
      values.put(nested.get(), child, find(nested.get(), child));
    } else {
      reportUnknown(section, child);
    }
  }

  /** What follows a colon may be a password whose blank was forgotten, so it is not repeated. */
  private void reportUnknown(Section section, YamlEntry child) {
    int colon = child.key().indexOf(':');
    if (colon < 0) {
      problems.add(child.place(), child.path(), section.describeUnknown(child.key()));
    } else {
      int hidden = child.key().length() - colon;
      String path = child.path().substring(0, child.path().length() - hidden);
      problems.add(child.place(), path, "a blank is missing after the colon");
    }
  }
}
