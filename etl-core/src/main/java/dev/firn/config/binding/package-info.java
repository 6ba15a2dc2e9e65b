/** Turns YAML into typed, validated options: documents, places, problems, secrets. */
@NullMarked
package dev.firn.config.binding;

import org.jspecify.annotations.NullMarked;
