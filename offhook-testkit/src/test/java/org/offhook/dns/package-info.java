/** Tests of this layer on the simulated world. */
@NullMarked
package org.offhook.dns;

import org.jspecify.annotations.NullMarked;
