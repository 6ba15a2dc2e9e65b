/** Random histories of statements that alter tables, between changes of their rows. */
@NullMarked
package dev.firn.check.ddl;

import org.jspecify.annotations.NullMarked;
