package org.offhook.exosip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.offhook.AskedStep;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;

/**
 * The steps that the core asked for and nobody decided. The originals' limit: a request is tried at
 * most three times with credentials. Guarded by the context's lock.
 */
final class AskedSteps {

  private static final int MOST_TRIES = 3;
  private static final int MOST_REQUESTS = 1_000;

  private final List<AskedStep> waiting = new ArrayList<>();
  private final SequencedMap<String, Integer> tries = new LinkedHashMap<>();

  void add(AskedStep step) {
    waiting.add(step);
  }

  /** Takes some steps, but for those of a request that was tried often enough; whether it did. */
  List<Boolean> take(Predicate<AskedStep> which) {
    var steps = waiting.stream().filter(which).toList();
    waiting.removeAll(steps);
    return steps.stream().map(this::proceeds).toList();
  }

  private boolean proceeds(AskedStep step) {
    boolean may =
        step.action() != Automatic.AUTHENTICATE
            || tries.merge(request(step.cause()), 1, Integer::sum) <= MOST_TRIES;
    if (tries.size() > MOST_REQUESTS) {
      tries.pollFirstEntry();
    }
    if (may) {
      step.proceed();
    } else {
      step.decline();
    }
    return may;
  }

  /** What is no challenge ends the tries of a request: a later one begins anew. */
  void answered(SipResponse response) {
    int code = response.status().code();
    if (code >= 200 && code != 401 && code != 407) {
      tries.remove(request(response));
    }
  }

  private static String request(SipMessage message) {
    return message.callId() + ' ' + message.cSeq().method();
  }
}
