/** Oracle as a source: what loads, comparisons and streams ask of it. */
@NullMarked
package dev.firn.source.oracle;

import org.jspecify.annotations.NullMarked;
