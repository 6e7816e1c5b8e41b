package org.offhook;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Nanos;
import org.offhook.loop.TimerHandle;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;

/**
 * Sends the key presses of a call by INFO, one after the other: each waits for the answer to the
 * one before, and for its time. On the loop.
 */
final class DtmfSender {

  /** The keys of one verb. */
  private static final class Keys {
    private final List<Dtmf> keys;
    private final DtmfOptions options;
    private final Pending<DtmfOutcome> result;
    private int sent;

    Keys(List<Dtmf> keys, DtmfOptions options, Pending<DtmfOutcome> result) {
      this.keys = keys;
      this.options = options;
      this.result = result;
    }
  }

  private final EndpointCore endpoint;
  private final CallSession calls;
  private final ArrayDeque<Keys> waiting = new ArrayDeque<>(2);
  private @Nullable TimerHandle timer;
  private boolean asking;
  private long notBefore;

  DtmfSender(EndpointCore endpoint, CallSession calls) {
    this.endpoint = endpoint;
    this.calls = calls;
    this.notBefore = endpoint.loop().time().nanos();
  }

  /** The keys of a text; any thread. */
  static List<Dtmf> keys(String digits, Duration tone) {
    var keys = new ArrayList<Dtmf>(digits.length());
    for (int i = 0; i < digits.length(); i++) {
      keys.add(Dtmf.of(digits.charAt(i), tone));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("there are no keys to send");
    }
    return List.copyOf(keys);
  }

  void send(List<Dtmf> keys, DtmfOptions options, Pending<DtmfOutcome> result) {
    waiting.add(new Keys(keys, options, result));
    next();
  }

  private void next() {
    var first = waiting.peek();
    if (first == null || asking || timer != null) {
      return;
    }
    long early = notBefore - endpoint.loop().time().nanos();
    if (early > 0) {
      timer = endpoint.loop().after(early, this::timeOver);
      return;
    }
    var session = calls.session();
    if (session.isEmpty()) {
      over("the call is not up");
      return;
    }
    asking = true;
    notBefore =
        endpoint.loop().time().nanos() + Nanos.of(first.options.tone().plus(first.options.pause()));
    var body = first.keys.get(first.sent).body(first.options.format());
    var info = session.get().dialog().request(Method.INFO).body(body.type(), body.bytes());
    session.get().send(info.build(), new Answering(first));
  }

  private void timeOver() {
    timer = null;
    next();
  }

  /** One answer is in; the next key goes when this one's time is over. */
  private void answered(Keys keys, @Nullable DtmfOutcome outcome) {
    asking = false;
    if (outcome != null && waiting.peek() == keys) {
      waiting.remove();
      keys.result.complete(outcome);
    }
    // what the answer does to the call comes first
    endpoint.loop().execute(this::next);
  }

  /** No more keys can be sent. */
  void over(String reason) {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    for (var keys = waiting.poll(); keys != null; keys = waiting.poll()) {
      keys.result.complete(new DtmfOutcome.Failed(keys.sent, reason));
    }
  }

  /** Waits for the answer to one INFO. */
  private final class Answering implements SendHandler {
    private final Keys keys;

    Answering(Keys keys) {
      this.keys = keys;
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest asSent) {
      if (!response.status().isSuccess()) {
        answered(keys, new DtmfOutcome.Refused(keys.sent, response));
        return;
      }
      keys.sent++;
      answered(keys, keys.sent == keys.keys.size() ? new DtmfOutcome.Sent(keys.sent) : null);
    }

    @Override
    public void failed(SendFailure failure) {
      answered(keys, new DtmfOutcome.Failed(keys.sent, failure.reason()));
    }

    @Override
    public void asks(Automatic action, SipResponse response, Sending sending) {
      calls.ask(action, response, sending::proceed, sending::decline);
    }
  }
}
