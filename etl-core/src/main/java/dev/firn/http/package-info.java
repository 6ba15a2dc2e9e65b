/** What a process tells whoever asks by HTTP; rooms register what they answer. */
@NullMarked
package dev.firn.http;

import org.jspecify.annotations.NullMarked;
