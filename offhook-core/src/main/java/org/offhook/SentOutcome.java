package org.offhook;

import java.util.List;

/** How something ended for which requests were sent: which next hops were tried in vain. */
abstract class SentOutcome extends OutcomeBase {

  private final List<String> tried;

  SentOutcome(boolean ok, String reason, List<String> tried) {
    super(ok, reason);
    this.tried = List.copyOf(tried);
  }

  /**
   * The next hops that were tried in vain, in order, each with why it failed, such as {@code
   * udp:192.0.2.7:5060: no answer in time}; empty if the first one answered.
   */
  public final List<String> tried() {
    return tried;
  }
}
