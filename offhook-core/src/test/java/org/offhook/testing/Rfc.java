package org.offhook.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Ties a test to rows of docs/rfc-requirements.md; the build writes the coverage ledger from it.
 *
 * <p>A row counts only if the test would fail when the rule is broken; at most three ids on a test.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rfc {

  /** Ids such as {@code "TX-07"}. */
  String[] value();
}
