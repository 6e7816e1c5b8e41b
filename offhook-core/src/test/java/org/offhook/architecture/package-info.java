/**
 * The rules that hold Offhook together, as tests: layers, threads, clocks, sizes, names and
 * documentation. Every rule has a proof in {@code RuleProofTest} that it sees a violation.
 */
@NullMarked
package org.offhook.architecture;

import org.jspecify.annotations.NullMarked;
