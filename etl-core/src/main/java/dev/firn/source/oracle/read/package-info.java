/** Reading of tables at one SCN, slice by slice. */
@NullMarked
package dev.firn.source.oracle.read;

import org.jspecify.annotations.NullMarked;
