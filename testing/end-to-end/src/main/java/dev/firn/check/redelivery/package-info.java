/** Whether tables stay exact while what sends their events is restarted and killed. */
@NullMarked
package dev.firn.check.redelivery;

import org.jspecify.annotations.NullMarked;
