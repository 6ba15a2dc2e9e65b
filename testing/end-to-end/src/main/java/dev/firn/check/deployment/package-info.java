/**
 * What is in {@code deploy/} and runs nowhere in a build, judged by the tools of the places it is
 * for.
 */
@NullMarked
package dev.firn.check.deployment;

import org.jspecify.annotations.NullMarked;
