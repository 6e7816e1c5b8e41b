/**
 * Published states: RFC 3903, as the agent that publishes and as the compositor that keeps what is
 * published.
 *
 * <p>Layer 7. Thread rule: everything belongs to the loop's thread; plans, states and failures are
 * values for any thread.
 */
@NullMarked
package org.offhook.publish;

import org.jspecify.annotations.NullMarked;
