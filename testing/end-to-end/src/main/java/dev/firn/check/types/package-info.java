/** The check of types: values of every type through load and stream. */
@NullMarked
package dev.firn.check.types;

import org.jspecify.annotations.NullMarked;
