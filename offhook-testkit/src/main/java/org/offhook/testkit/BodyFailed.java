package org.offhook.testkit;

import java.io.Serial;

/** Carries a checked exception out of user code. */
final class BodyFailed extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Exception checked;

  BodyFailed(Exception checked) {
    super(checked);
    this.checked = checked;
  }

  Exception checked() {
    return checked;
  }
}
