package org.offhook.testkit;

import java.io.Serial;

/** Tells the state of the world in which a test failed; rides on the failure. */
final class WorldReport extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  WorldReport(String text) {
    super(text, null, false, false);
  }
}
