/** Tests of {@code org.offhook.dialog} in the simulated world. */
@NullMarked
package org.offhook.dialog;

import org.jspecify.annotations.NullMarked;
