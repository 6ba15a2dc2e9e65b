/** Files of Firn's own, on this machine or where all machines reach them. */
@NullMarked
package dev.firn.files;

import org.jspecify.annotations.NullMarked;
