package org.offhook.testkit;

import java.io.Serial;

/** Unwinds a user thread whose world has ended; not to be caught. */
final class WorldClosed extends Error {

  @Serial private static final long serialVersionUID = 1L;

  WorldClosed() {
    super("the simulated world has ended", null, false, false);
  }
}
