/**
 * Breaks the code on purpose, rule by rule, and checks that the rule's test notices:
 * docs/mutations.tsv.
 *
 * <p>Thread rule: a program of its own, on one thread; the tests run in a process of theirs.
 */
@NullMarked
package org.offhook.lab.mutate;

import org.jspecify.annotations.NullMarked;
