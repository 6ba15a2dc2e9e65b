/** What is looked at of a table, a class per check, and what it comes down to. */
@NullMarked
package dev.firn.validate.check;

import org.jspecify.annotations.NullMarked;
