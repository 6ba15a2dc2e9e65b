/** What is in {@code deploy/} and was never run by a build is at least what it says it is. */
@NullMarked
package dev.firn.deployment;

import org.jspecify.annotations.NullMarked;
