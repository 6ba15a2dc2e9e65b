/** Oracle as a source, as far as it is built; every command still refuses it. */
@NullMarked
package dev.firn.source.oracle;

import org.jspecify.annotations.NullMarked;
