package org.offhook.publish;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.BackOff;
import org.offhook.ua.Renewal;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;
import org.offhook.ua.UserAgentCore;

/**
 * One published state, kept alive until it is removed: RFC 3903 §4. One PUBLISH is on its way at a
 * time; of what changes meanwhile, the latest state follows it.
 */
public final class PublicationUse {

  private static final long BASE_WAIT = 15;
  private static final long SECOND = 1_000_000_000L;

  private final UserAgentCore core;
  private final PublicationListener listener;
  private final PublishRequest requests;
  private final BackOff backOff;
  private final RenewalTimer timer;
  private StateBody body;
  private @Nullable Flight flight;
  private @Nullable SipResponse granted;
  private Wish wish = Wish.NOTHING;
  private long expiry;
  private long publishes;
  private boolean closed;

  /** What is to be done when the line is free. */
  private enum Wish {
    NOTHING,
    REFRESH,
    STATE,
    REMOVE
  }

  /** Prepares; {@link #publish} begins. */
  public PublicationUse(
      UserAgentCore core, PublishPlan plan, StateBody body, PublicationListener listener) {
    this.core = core;
    this.listener = listener;
    this.body = body;
    this.requests = new PublishRequest(core, plan);
    this.backOff = new BackOff(core.loop().random(), BASE_WAIT);
    this.timer = new RenewalTimer(core.loop(), this::due);
  }

  /** The number of the PUBLISH that is on its way, or was last; one without need counts too. */
  public long publishes() {
    return publishes;
  }

  /** Publishes the state that it was made with. */
  public void publish() {
    want(Wish.STATE);
  }

  /** Publishes another state (§4.4); anew where the server has none. */
  public void publish(StateBody changed) {
    body = changed;
    want(Wish.STATE);
  }

  /** As {@link #publish(StateBody)}, for another time and with other rows. */
  public void publish(PublishPlan plan, StateBody changed) {
    requests.plan(plan);
    publish(changed);
  }

  /** Renews it now (§4.3); publishes the state where the server has none. */
  public void refresh() {
    want(requests.entityTag() == null ? Wish.STATE : Wish.REFRESH);
  }

  /** Removes the state (§4.5). */
  public void remove() {
    want(Wish.REMOVE);
  }

  /** Removes the state; a step that waits for the application is given up. */
  public void close() {
    var flying = flight;
    if (flying != null && flying.asked && flying.sending != null) {
      flying.sending.cancel(List.of());
    }
    remove();
  }

  /** The endpoint is gone: nothing is sent, and nobody is told. */
  public void cutOff() {
    closed = true;
    timer.stop();
    flight = null;
  }

  private void want(Wish wanted) {
    core.loop().assertOnLoop();
    if (closed) {
      return;
    }
    // a refresh says less than a state, and a removal undoes both
    if (wanted == Wish.REMOVE || wanted.compareTo(wish) > 0 || wish == Wish.REMOVE) {
      wish = wanted;
    }
    timer.stop();
    go();
  }

  private void go() {
    if (flight != null || wish == Wish.NOTHING) {
      return;
    }
    var next = wish;
    wish = Wish.NOTHING;
    publishes++;
    if (requests.entityTag() != null && core.loop().time().nanos() - expiry >= 0) {
      // it has run out there: what follows is a first one (§4.3)
      requests.entityTag(null);
    }
    if (next == Wish.REMOVE && requests.entityTag() == null) {
      removed(null);
      return;
    }
    boolean whole = next == Wish.STATE || requests.entityTag() == null;
    var begun = new Flight(next == Wish.REMOVE);
    flight = begun;
    var out = next == Wish.REMOVE ? requests.removal() : requests.state(whole ? body : null);
    begun.sending = core.sender().send(out, begun);
  }

  private void removed(@Nullable SipResponse response) {
    granted = null;
    requests.entityTag(null);
    timer.stop();
    listener.removed(response);
  }

  /** A 200 is of use only with both, since nothing can be renewed or timed without (§4.2). */
  private void published(SipResponse response) {
    var tag = response.headers().get(HeaderName.SIP_ETAG);
    var seconds = response.headers().get(HeaderName.EXPIRES).filter(time -> time > 0);
    if (tag.isEmpty() || seconds.isEmpty()) {
      var missing = tag.isEmpty() ? "SIP-ETag" : "Expires";
      requests.entityTag(null);
      failed(response, "the answer has no " + missing, true, false);
      return;
    }
    granted = response;
    backOff.reset();
    requests.entityTag(tag.get());
    expiry = core.loop().time().nanos() + seconds.get() * SECOND;
    long margin = core.transactions().timers().giveUp();
    timer.start(Renewal.after(seconds.get(), margin, core.loop().random()));
    listener.published(response, Duration.ofSeconds(seconds.get()));
  }

  /** Time to renew, or to try again. */
  private void due() {
    var last = granted;
    var mode = core.settings().automatic().mode(Automatic.REFRESH);
    if (last == null) {
      // the last one failed, and may have changed the state or not
      want(Wish.STATE);
      return;
    }
    if (mode == AutoMode.AUTO) {
      refresh();
      return;
    }
    long left = expiry - core.loop().time().nanos();
    if (left <= 0) {
      granted = null;
      requests.entityTag(null);
      timer.stop();
      listener.failed(new PublicationFailure(null, "the state ran out", null, false));
      return;
    }
    timer.start(left);
    if (mode == AutoMode.MANUAL) {
      listener.asks(Automatic.REFRESH, last, this::refresh, () -> {});
    }
  }

  private void failed(
      @Nullable SipResponse response, String reason, boolean again, boolean timeout) {
    if (again && wish == Wish.NOTHING && !closed) {
      long asked =
          response == null
              ? 0
              : response.headers().get(HeaderName.RETRY_AFTER).map(r -> r.seconds()).orElse(0L);
      long wait = backOff.next(asked);
      granted = null;
      timer.start(wait);
      listener.failed(new PublicationFailure(response, reason, Duration.ofNanos(wait), timeout));
    } else {
      listener.failed(new PublicationFailure(response, reason, null, timeout));
    }
  }

  /** One PUBLISH with all its repetitions. */
  private final class Flight implements SendHandler {

    private final boolean removes;
    private @Nullable Sending sending;
    private boolean asked;

    Flight(boolean removes) {
      this.removes = removes;
    }

    private boolean isPast() {
      return flight != this;
    }

    @Override
    public void sent(SipRequest asSent, Flow flow) {
      requests.sent(asSent);
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest asSent) {
      if (isPast()) {
        return;
      }
      flight = null;
      int code = response.status().code();
      boolean forgotten = code == 412 && asSent.headers().contains(HeaderName.SIP_IF_MATCH);
      if (removes && (response.status().isSuccess() || forgotten)) {
        removed(response);
      } else if (response.status().isSuccess()) {
        published(response);
      } else if (forgotten) {
        // the server has nothing of it: the whole state, as a first one (§4.3, §4.4)
        requests.entityTag(null);
        wish = wish == Wish.REMOVE ? Wish.REMOVE : Wish.STATE;
      } else {
        refused(response);
      }
      PublicationUse.this.go();
    }

    private void refused(SipResponse response) {
      int code = response.status().code();
      boolean passing = code == 408 || code == 480 || (code >= 500 && code < 600 && code != 501);
      boolean again = !removes && passing;
      PublicationUse.this.failed(
          response, "refused with " + code + " " + response.reason(), again, false);
    }

    @Override
    public void failed(SendFailure failure) {
      if (isPast()) {
        return;
      }
      flight = null;
      boolean timeout = failure.kind() == SendFailure.Kind.TIMEOUT;
      PublicationUse.this.failed(null, failure.reason(), !removes, timeout);
      PublicationUse.this.go();
    }

    @Override
    public void asks(Automatic action, SipResponse response, Sending asking) {
      asked = true;
      listener.asks(action, response, () -> go(asking::proceed), () -> go(asking::decline));
    }

    private void go(Runnable step) {
      if (!isPast()) {
        asked = false;
        step.run();
      }
    }
  }
}
