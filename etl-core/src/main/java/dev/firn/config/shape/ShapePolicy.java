package dev.firn.config.shape;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * In which shapes a table is kept.
 *
 * @param rawEvents true if its history has the events as they were sent, too
 */
public record ShapePolicy(Set<Shape> shapes, boolean rawEvents) {

  private static final ValueType<List<Shape>> SOME =
      ValueType.listOf(
          "mirror, or a list of mirror and some of [history, scd2]; the others are made from the mirror",
          Arrays.stream(Shape.values()).map(Shape::key).toList(),
          ShapePolicy::ofKey);

  public static final Option<List<Shape>> SHAPES =
      Option.optional(
          "shapes",
          SOME.requiring(shapes -> shapes.contains(Shape.MIRROR)),
          "mirror",
          "What the lake keeps of a table, from one read: its rows (mirror), every change in"
              + " {table}__history (history), every version of every row in {table}__scd2 (scd2)."
              + " mirror is needed for the others.");

  private static final Option<Boolean> RAW =
      Option.optional(
          "raw",
          ValueType.BOOLEAN,
          "false",
          "Whether each change of a history has the event as it was sent, too.");

  public static final Section HISTORY =
      Section.optional("history", "What histories have beside the changes.", RAW);

  private static final String INHERITED = "what cdc says";

  public static final Option<List<Shape>> TABLE_SHAPES =
      SHAPES.inheriting(INHERITED, "As in cdc, for these tables.");

  private static final Option<Boolean> TABLE_RAW =
      RAW.inheriting(INHERITED, "As in cdc, for these tables.");

  public static final Section TABLE_HISTORY =
      Section.optional("history", "As history of cdc, for these tables.", TABLE_RAW);

  /** What applies where nothing is said. */
  public static final ShapePolicy MIRROR_ALONE = new ShapePolicy(Set.of(Shape.MIRROR), false);

  public ShapePolicy {
    shapes = Set.copyOf(shapes);
  }

  private static Shape ofKey(String key) {
    return Arrays.stream(Shape.values())
        .filter(shape -> shape.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not of this type"));
  }

  public static ShapePolicy of(Values cdc) {
    return new ShapePolicy(setOf(cdc.value(SHAPES)), cdc.in(HISTORY).value(RAW));
  }

  /** What a table says of its own, as a change to what its source says. */
  public static UnaryOperator<ShapePolicy> ofTable(Values table) {
    Values history = table.in(TABLE_HISTORY);
    return base ->
        new ShapePolicy(
            table.find(TABLE_SHAPES).map(ShapePolicy::setOf).orElse(base.shapes()),
            history.find(TABLE_RAW).orElse(base.rawEvents()));
  }

  private static Set<Shape> setOf(List<Shape> shapes) {
    return EnumSet.copyOf(shapes);
  }

  public boolean has(Shape shape) {
    return shapes.contains(shape);
  }

  /** With these shapes beside the mirror. */
  public ShapePolicy with(Shape... more) {
    EnumSet<Shape> all = EnumSet.copyOf(shapes);
    all.addAll(Arrays.asList(more));
    return new ShapePolicy(all, rawEvents);
  }

  public ShapePolicy withRawEvents() {
    return new ShapePolicy(shapes, true);
  }
}
