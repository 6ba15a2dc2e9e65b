/** Oracle as a source, as far as it is built: what its events say of their places. */
@NullMarked
package dev.firn.source.oracle;

import org.jspecify.annotations.NullMarked;
