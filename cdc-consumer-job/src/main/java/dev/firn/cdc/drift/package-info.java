/** Lets lake tables follow the columns of their sources, as far as policies allow. */
@NullMarked
package dev.firn.cdc.drift;

import org.jspecify.annotations.NullMarked;
