/** Who may know whom, checked on the compiled classes; every module runs the same rules. */
@NullMarked
package dev.firn.architecture;

import org.jspecify.annotations.NullMarked;
