/** Worlds that are too large for each build. */
@NullMarked
package org.offhook.lab.hostile;

import org.jspecify.annotations.NullMarked;
