package org.offhook.exosip;

import java.util.LinkedHashMap;
import java.util.Map;
import org.offhook.AskedStep;
import org.offhook.message.HeaderName;
import org.offhook.message.SipMessage;
import org.offhook.ua.Automatic;

/**
 * The originals' limit: a request is tried at most three times with credentials. Guarded by the
 * lock.
 */
final class Retries {

  private static final int MOST_TRIES = 3;
  private static final int MOST_CALLS = 1_000;

  private final Map<String, Integer> tries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST_CALLS;
        }
      };

  boolean mayTry(AskedStep step) {
    if (step.action() != Automatic.AUTHENTICATE) {
      return true;
    }
    var message = step.cause();
    return tries.merge(message.callId() + ' ' + message.cSeq().method(), 1, Integer::sum)
        <= MOST_TRIES;
  }

  static boolean isAbout(AskedStep step, OsipMessage response) {
    SipMessage cause = step.cause();
    var via = response.topVia();
    return via != null
        && cause.headers().get(HeaderName.VIA).flatMap(top -> top.branch()).equals(via.branch());
  }
}
