/**
 * Benchmarks of single operations beside JAIN-SIP, with JMH.
 *
 * <p>Thread rule: one thread, as on an endpoint's loop.
 */
@NullMarked
package org.offhook.lab.bench;

import org.jspecify.annotations.NullMarked;
