/** Oracle's redo log: places in it, and the instants at which loads read. */
@NullMarked
package dev.firn.source.oracle.log;

import org.jspecify.annotations.NullMarked;
