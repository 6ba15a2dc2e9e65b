package dev.firn.check.rooms;

import java.util.SortedSet;

/**
 * A package of main code as its sources show it.
 *
 * @param name below {@code dev.firn}, as rooms are called
 * @param types at the top level, without those nested in others
 * @param lines of all its files
 * @param imports the other packages of Firn that its code names
 */
record SourcePackage(String name, int types, int lines, SortedSet<String> imports) {}
