package org.offhook.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.CSeq;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.RAck;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Uri;

/**
 * The identifiers of one conversation of a scripted peer: Call-ID, tags, CSeq, routes (RFC 3261
 * §12), kept in the plainest way so that a script need not.
 */
final class PeerDialog {

  private final String callId;
  private NameAddr local;
  private NameAddr remote;
  private Uri target;
  private List<NameAddr> routes = List.of();
  private long localSeq;
  private @Nullable SipRequest sentInvite;
  private @Nullable SipResponse lastResponse;
  private @Nullable SipResponse reliable;

  private PeerDialog(String callId, NameAddr local, NameAddr remote, Uri target, long seq) {
    this.callId = callId;
    this.local = local;
    this.remote = remote;
    this.target = target;
    this.localSeq = seq;
  }

  /** A conversation that this peer begins. */
  static PeerDialog begin(String callId, NameAddr local, Uri target) {
    return new PeerDialog(callId, local, NameAddr.of(target), target, 0);
  }

  /** A conversation that the other side began. */
  static PeerDialog answer(SipRequest request, String tag) {
    var dialog =
        new PeerDialog(
            request.callId(),
            request.to().withTag(request.to().tag().orElse(tag)),
            request.from(),
            request.from().uri(),
            100);
    dialog.routes = request.headers().all(HeaderName.RECORD_ROUTE);
    return dialog;
  }

  String localTag() {
    return local.tag().orElse("");
  }

  /** From now on this side has another tag: another fork speaks. */
  void localTag(String tag) {
    local = local.withTag(tag);
  }

  void received(SipRequest request) {
    request.to().tag().ifPresent(this::localTag);
    request
        .headers()
        .get(HeaderName.CONTACT)
        .filter(one -> !one.isStar())
        .map(Contact::uri)
        .ifPresent(uri -> target = uri);
  }

  /** The response that was received last decides which fork this peer talks to. */
  void received(SipResponse response) {
    lastResponse = response;
    if (response.headers().contains(HeaderName.RSEQ)) {
      reliable = response;
    }
    var tag = response.to().tag();
    var method = response.cSeq().method();
    int code = response.status().code();
    boolean begins =
        method.equals(Method.INVITE)
            || method.equals(Method.SUBSCRIBE)
            || method.equals(Method.REFER);
    if (begins && tag.isPresent() && code > 100 && code < 300) {
      remote = response.to();
      routes = new ArrayList<>(response.headers().all(HeaderName.RECORD_ROUTE)).reversed();
      response
          .headers()
          .get(HeaderName.CONTACT)
          .filter(one -> !one.isStar())
          .map(Contact::uri)
          .ifPresent(uri -> target = uri);
    }
  }

  /** A request of this conversation, with a Via of that branch. */
  SipRequest.Builder request(Method method, PeerIdentity self, String branch) {
    var invite = sentInvite;
    if (method.equals(Method.CANCEL) && invite != null) {
      return hop(invite, method).copy(invite.headers(), HeaderName.TO);
    }
    var last = lastResponse;
    if (method.equals(Method.ACK) && invite != null && last != null && isFailed(invite, last)) {
      return hop(invite, method).copy(last.headers(), HeaderName.TO);
    }
    long number = method.equals(Method.ACK) && invite != null ? invite.cSeq().number() : ++localSeq;
    var builder =
        SipRequest.builder(method, target)
            .set(HeaderName.VIA, self.via(branch))
            .setAll(HeaderName.ROUTE, routes)
            .set(HeaderName.FROM, local)
            .set(HeaderName.TO, remote)
            .set(HeaderName.CALL_ID, callId)
            .set(HeaderName.CSEQ, new CSeq(number, method));
    if (!method.equals(Method.ACK) && !method.equals(Method.BYE)) {
      builder.set(HeaderName.CONTACT, Contact.of(self.contact()));
    }
    var answered = reliable;
    if (method.equals(Method.PRACK) && answered != null) {
      builder.set(
          HeaderName.RACK,
          new RAck(answered.headers().get(HeaderName.RSEQ).orElse(0L), answered.cSeq()));
    }
    return builder;
  }

  private static boolean isFailed(SipRequest invite, SipResponse last) {
    return last.cSeq().equals(invite.cSeq()) && last.status().code() >= 300;
  }

  /** ACK of a failure, and CANCEL: they belong to the INVITE's transaction. */
  private static SipRequest.Builder hop(SipRequest invite, Method method) {
    return SipRequest.builder(method, invite.requestUri())
        .set(HeaderName.VIA, invite.topVia())
        .copy(invite.headers(), HeaderName.ROUTE)
        .copy(invite.headers(), HeaderName.FROM)
        .copy(invite.headers(), HeaderName.CALL_ID)
        .set(HeaderName.CSEQ, new CSeq(invite.cSeq().number(), method));
  }

  void sent(SipRequest request) {
    if (request.method().equals(Method.INVITE)) {
      sentInvite = request;
    }
  }
}
