/** A place for what is logged, in tests. Thread rule: any thread may log. */
@NullMarked
package org.offhook.testlog;

import org.jspecify.annotations.NullMarked;
