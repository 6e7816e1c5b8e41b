/** Tests of {@code org.offhook.ua} in the simulated world. */
@NullMarked
package org.offhook.ua;

import org.jspecify.annotations.NullMarked;
