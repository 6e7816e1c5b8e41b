package org.offhook.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestSession;
import org.offhook.dialog.Dialog;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.UserAgentCore;

/**
 * The SUBSCRIBEs of a subscription inside its dialog, which refresh and end it: RFC 6665 §4.1.2.2,
 * §4.1.2.3. One is on its way at a time; the end waits for the answer to a refresh.
 */
final class DialogSubscribe {

  /** The subscription that is refreshed. */
  interface Subject {

    /** A SUBSCRIBE left. */
    void sent();

    /** It was accepted, for so many seconds; negative where the answer does not say. */
    void accepted(long seconds);

    /** It was refused, or nobody answered. */
    void failed(boolean last, @Nullable SipResponse refusal, String reason, boolean timeout);
  }

  private final UserAgentCore core;
  private final DigestSession digest;
  private final Asked asked;
  private final Subject subject;
  private boolean flying;
  private boolean ending;
  private @Nullable Runnable next;

  DialogSubscribe(UserAgentCore core, Asked asked, Subject subject) {
    this.core = core;
    this.digest = core.newDigestSession();
    this.asked = asked;
    this.subject = subject;
  }

  /** The credentials' state of the subscription. */
  DigestSession digest() {
    return digest;
  }

  /** Whether this side ends it. */
  boolean isEnding() {
    return ending;
  }

  /** Whether no SUBSCRIBE of the application can leave now. */
  boolean isBusy() {
    return flying || ending;
  }

  /** The next SUBSCRIBE as it would leave now, for {@link #send(Dialog, SipRequest)}. */
  SipRequest draft(Dialog dialog, EventName event, SipRequest first) {
    var product = core.settings().product();
    var request = write(dialog.draft(Method.SUBSCRIBE), event, first);
    return (product.isEmpty() ? request : request.set(HeaderName.USER_AGENT, product)).build();
  }

  /** Sends what the application wrote: its Expires counts, and 0 ends it. */
  void send(Dialog dialog, SipRequest written) {
    long seconds = written.headers().get(HeaderName.EXPIRES).orElse(asked.seconds());
    if (seconds == 0) {
      ending = true;
    } else {
      asked.seconds(seconds);
    }
    send(dialog, dialog.owned(written), seconds);
  }

  /** Refreshes, named as the notifier names it; no effect while a SUBSCRIBE is on its way. */
  void refresh(Dialog dialog, EventName event, SipRequest first, List<HeaderField> rows) {
    if (!flying && !ending) {
      send(dialog, event, first, rows);
    }
  }

  /** Ends it; once. */
  void end(Dialog dialog, EventName event, SipRequest first) {
    if (ending) {
      return;
    }
    ending = true;
    if (!flying) {
      send(dialog, event, first, List.of());
    } else {
      next = () -> send(dialog, event, first, List.of());
    }
  }

  private void send(Dialog dialog, EventName event, SipRequest first, List<HeaderField> rows) {
    var request = write(dialog.request(Method.SUBSCRIBE), event, first);
    rows.forEach(row -> request.raw(row.name(), row.value()));
    send(dialog, request.build(), ending ? 0 : asked.seconds());
  }

  private SipRequest.Builder write(SipRequest.Builder begun, EventName event, SipRequest first) {
    return begun
        .set(HeaderName.EVENT, event.header())
        .set(HeaderName.EXPIRES, ending ? 0 : asked.seconds())
        .copy(first.headers(), HeaderName.ACCEPT)
        .copy(first.headers(), HeaderName.SUPPORTED);
  }

  private void send(Dialog dialog, SipRequest request, long seconds) {
    flying = true;
    var out = Outgoing.of(request).dialog(dialog).digest(digest);
    if (seconds > 0) {
      out.repair(asked::lengthened);
    }
    core.sender().send(out.build(), new Answer(seconds == 0));
  }

  private void landed() {
    flying = false;
    var waiting = next;
    next = null;
    if (waiting != null) {
      waiting.run();
    }
  }

  private final class Answer implements SendHandler {

    private final boolean last;

    Answer(boolean last) {
      this.last = last;
    }

    @Override
    public void sent(SipRequest attempt, Flow flow) {
      subject.sent();
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest attempt) {
      if (response.status().isSuccess()) {
        subject.accepted(last ? -1 : response.headers().get(HeaderName.EXPIRES).orElse(-1L));
      } else {
        var reason = "refused with " + response.status().code() + " " + response.reason();
        subject.failed(last, response, reason, false);
      }
      landed();
    }

    @Override
    public void failed(SendFailure failure) {
      boolean timeout = failure.kind() == SendFailure.Kind.TIMEOUT;
      subject.failed(last, null, failure.reason(), timeout);
      landed();
    }
  }
}
