package org.offhook;

/** What all outcomes share: whether it is good, and one line that says so. */
abstract class OutcomeBase implements Outcome {

  private final boolean ok;
  private final String reason;

  OutcomeBase(boolean ok, String reason) {
    this.ok = ok;
    this.reason = reason;
  }

  @Override
  public final boolean isOk() {
    return ok;
  }

  @Override
  public final String reason() {
    return reason;
  }

  @Override
  public final String toString() {
    return reason;
  }
}
