/** How far the stream has brought the lake. */
@NullMarked
package dev.firn.validate.stream;

import org.jspecify.annotations.NullMarked;
