package org.offhook.cli;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.CallEvent;
import org.offhook.IncomingRefer;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.sdp.SessionDescription;

/** The calls that others ask for by REFER: made, or declined. */
final class Referrals {

  private final EventLoop loop;
  private final CallReport tell;
  private final @Nullable Duration duration;
  private final @Nullable Function<Uri, SessionDescription> offer;
  private final Set<Call> calls = new HashSet<>();

  /**
   * For one endpoint.
   *
   * @param duration when to hang up after the answer; null leaves that to the other side
   * @param offer what to offer to whom; null declines all
   */
  Referrals(
      EventLoop loop,
      CallReport tell,
      @Nullable Duration duration,
      @Nullable Function<Uri, SessionDescription> offer) {
    this.loop = loop;
    this.tell = tell;
    this.duration = duration;
    this.offer = offer;
  }

  /** Somebody asks for a call. */
  void asked(IncomingRefer refer) {
    if (offer == null || !refer.isForCall()) {
      tell.refer(refer, false);
      refer.reject(Status.DECLINE);
      return;
    }
    tell.refer(refer, true);
    try {
      var wanted = refer.callOptions();
      var call = refer.accept(wanted.offer(offer.apply(refer.referTo().uri())));
      calls.add(call);
      tell.calling(call);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      refer.reject(Status.BAD_REQUEST);
    }
  }

  /** Takes what happens to one of these calls. */
  boolean takes(CallEvent event) {
    var call = event.call();
    if (!calls.contains(call)) {
      return false;
    }
    if (event instanceof CallEvent.Established) {
      tell.established(call);
      if (duration != null) {
        loop.after(duration, call::hangUp);
      }
    } else {
      tell.tell(event);
    }
    if (event instanceof CallEvent.Ended) {
      calls.remove(call);
    }
    return true;
  }

  /** Whether none of these calls is left. */
  boolean isIdle() {
    return calls.isEmpty();
  }

  void hangUp() {
    calls.forEach(Call::hangUp);
  }
}
