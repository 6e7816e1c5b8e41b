/** Tests of this layer on the simulated world. */
@NullMarked
package org.offhook.transport;

import org.jspecify.annotations.NullMarked;
