/** The only door to source databases: discovery, read points and splits. */
@NullMarked
package dev.firn.extract;

import org.jspecify.annotations.NullMarked;
