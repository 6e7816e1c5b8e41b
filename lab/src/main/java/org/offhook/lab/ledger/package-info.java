/**
 * The coverage ledger: which rows of docs/rfc-requirements.md are proven by a test that names them.
 *
 * <p>Thread rule: a program of its own, on one thread.
 */
@NullMarked
package org.offhook.lab.ledger;

import org.jspecify.annotations.NullMarked;
