/** What is looked at in a pipeline, and what was found: severity, evidence, and what mends it. */
@NullMarked
package dev.firn.health;

import org.jspecify.annotations.NullMarked;
