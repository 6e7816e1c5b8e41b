package org.offhook.testkit;

/** Carries a failure of one thread to the test's. */
final class Failures {

  private Failures() {}

  /** Throws {@code failure} itself if it is unchecked, else wrapped. */
  static void rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    throw new AssertionError(failure.toString(), failure);
  }
}
