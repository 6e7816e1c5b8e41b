package org.offhook.publish;

import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestSession;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.Outgoing;
import org.offhook.ua.UserAgentCore;

/**
 * Writes the PUBLISHs of one publication: RFC 3903 §4.2 to §4.5. All of them have one Call-ID and
 * From tag, and numbers that grow; none has a Contact, and none makes a dialog.
 */
final class PublishRequest {

  private final UserAgentCore core;
  private PublishPlan plan;
  private final DigestSession digest;
  private final String callId;
  private final String tag;
  private long cSeq;
  private long seconds;
  private @Nullable String entityTag;

  PublishRequest(UserAgentCore core, PublishPlan plan) {
    this.core = core;
    this.plan = plan;
    this.seconds = plan.seconds();
    this.digest = core.newDigestSession();
    this.callId = plan.callId() != null ? plan.callId() : core.newCallId();
    this.tag = core.newTag();
  }

  /** What the server calls the state that it has; null if it has none. */
  @Nullable String entityTag() {
    return entityTag;
  }

  void entityTag(@Nullable String given) {
    entityTag = given;
  }

  /** From now on they say what this plan says, but for the Call-ID. */
  void plan(PublishPlan other) {
    plan = other;
    seconds = other.seconds();
  }

  /** A PUBLISH left: its number is used. */
  void sent(SipRequest asSent) {
    cSeq = asSent.cSeq().number();
  }

  /** First or modified with a body, a refresh without (table 1 of §4.1). */
  Outgoing state(@Nullable StateBody body) {
    var request = begin().set(HeaderName.EXPIRES, seconds);
    if (body != null) {
      request.body(body.type(), body.bytes());
    }
    return outgoing(request).repair(this::lengthened).build();
  }

  Outgoing removal() {
    return outgoing(begin().set(HeaderName.EXPIRES, 0L)).build();
  }

  private SipRequest.Builder begin() {
    var own = core.newRequest(Method.PUBLISH, plan.target());
    var from = plan.from();
    var sender = from != null ? from : core.settings().identity();
    own.set(HeaderName.FROM, sender.withTag(tag))
        .set(HeaderName.CALL_ID, callId)
        .set(HeaderName.CSEQ, new CSeq(cSeq + 1, Method.PUBLISH))
        .set(HeaderName.EVENT, plan.event());
    if (entityTag != null) {
      own.set(HeaderName.SIP_IF_MATCH, entityTag);
    }
    return own.replace(plan.rows());
  }

  private Outgoing.Builder outgoing(SipRequest.Builder request) {
    return Outgoing.of(request.build()).digest(digest).nextHop(plan.nextHop());
  }

  /** 423: what the server wants at least, also for later (§4.3). */
  private @Nullable SipRequest lengthened(SipResponse refusal, SipRequest asSent) {
    long least = refusal.headers().get(HeaderName.MIN_EXPIRES).orElse(0L);
    if (refusal.status().code() != 423 || least <= seconds) {
      return null;
    }
    seconds = least;
    return asSent.toBuilder().set(HeaderName.EXPIRES, least).build();
  }
}
