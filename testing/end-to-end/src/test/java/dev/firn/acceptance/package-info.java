/** What needs a server that is not made of parts from Maven: it says so where there is none. */
@NullMarked
package dev.firn.acceptance;

import org.jspecify.annotations.NullMarked;
