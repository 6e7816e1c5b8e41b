/** Tests of {@code org.offhook.register} in the simulated world. */
@NullMarked
package org.offhook.register;

import org.jspecify.annotations.NullMarked;
