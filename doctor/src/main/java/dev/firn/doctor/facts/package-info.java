/** What each part of a pipeline has answered, all parts at once and none waited for long. */
@NullMarked
package dev.firn.doctor.facts;

import org.jspecify.annotations.NullMarked;
