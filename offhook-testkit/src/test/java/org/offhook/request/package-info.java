/** Tests of {@code org.offhook.request} in the simulated world. */
@NullMarked
package org.offhook.request;

import org.jspecify.annotations.NullMarked;
