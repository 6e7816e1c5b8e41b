/**
 * The {@code offhook} command: the first user of the API. Each command is a class of its own; exit
 * codes, options and output are a contract with the programs that script it.
 *
 * <p>Commands run on the main thread; what comes from an endpoint is taken from its event queue.
 */
@NullMarked
package org.offhook.cli;

import org.jspecify.annotations.NullMarked;
