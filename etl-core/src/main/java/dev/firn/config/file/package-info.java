/** Configuration files and what is laid over them, whatever their options are. */
@NullMarked
package dev.firn.config.file;

import org.jspecify.annotations.NullMarked;
