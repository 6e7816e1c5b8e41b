/**
 * SIP messages: RFC 3261 sections 7, 19, 20 and 25, and the header fields of its extensions.
 *
 * <p>Layer 0; imports no other package of Offhook. Every type that is handed out is immutable and
 * may be used from any thread; builders and {@link org.offhook.message.StreamFramer} belong to one
 * thread at a time.
 */
@NullMarked
package org.offhook.message;

import org.jspecify.annotations.NullMarked;
