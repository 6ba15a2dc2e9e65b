/** In which shapes the lake keeps a table. */
@NullMarked
package dev.firn.config.shape;

import org.jspecify.annotations.NullMarked;
