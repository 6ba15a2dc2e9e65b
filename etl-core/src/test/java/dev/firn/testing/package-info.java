/** What tests of several modules stand on. */
@NullMarked
package dev.firn.testing;

import org.jspecify.annotations.NullMarked;
