/** YAML files and the environment, bound to records; every problem is reported at once. */
@NullMarked
package dev.firn.config;

import org.jspecify.annotations.NullMarked;
