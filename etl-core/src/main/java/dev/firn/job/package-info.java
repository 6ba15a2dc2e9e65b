/** What the three commands share: the frame around main, the Spark session, confirmation. */
@NullMarked
package dev.firn.job;

import org.jspecify.annotations.NullMarked;
