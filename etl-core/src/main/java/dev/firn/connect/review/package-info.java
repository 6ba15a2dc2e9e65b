/** Judges whether connectors send what happens as it is. */
@NullMarked
package dev.firn.connect.review;

import org.jspecify.annotations.NullMarked;
