/** Tests of the transaction layer in virtual time. */
@NullMarked
package org.offhook.transaction;

import org.jspecify.annotations.NullMarked;
