package org.offhook.ua;

import org.jspecify.annotations.Nullable;
import org.offhook.auth.AuthAttempt;
import org.offhook.auth.DigestAnswer;
import org.offhook.auth.DigestSession;
import org.offhook.auth.GiveUpReason;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;

/** The credentials of one request through all its attempts: RFC 3261 §22, RFC 8898. */
final class Authenticating {

  private final Sending owner;
  private final BearerStep bearer;
  private @Nullable DigestSession digest;
  private AuthAttempt way = AuthAttempt.first();

  Authenticating(Sending owner, @Nullable DigestSession digest) {
    this.owner = owner;
    this.bearer = new BearerStep(owner);
    this.digest = digest;
  }

  private UserAgentCore core() {
    return owner.sender().core();
  }

  /** From now on it goes where a redirection led. */
  void redirected() {
    way = way.toRedirectedTarget();
  }

  /** The request with the credentials that are sent ahead; most have none. */
  SipRequest proactive(SipRequest request, Flow flow) {
    if (digest == null && core().digest().credentials().isEmpty()) {
      return request;
    }
    var rows = session().proactive(request, way.overSecureTransport(flow.kind().secure()));
    return rows.isEmpty() ? request : rows.applyTo(request.toBuilder()).build();
  }

  /** The request with the tokens that may go over this flow. */
  SipRequest withTokens(SipRequest request, Flow flow) {
    boolean safe = flow.kind().secure() && !way.redirected();
    return core().digest().bearer().on(request, flow.domain(), safe);
  }

  private DigestSession session() {
    if (digest == null) {
      digest = core().newDigestSession();
    }
    return digest;
  }

  /** Takes what a response that is no challenge says of the next nonce. */
  void learn(SipResponse response, SipRequest asSent) {
    int code = response.status().code();
    if (digest != null && code != 401 && code != 407) {
      digest.learned(asSent, response);
    }
  }

  /** Answers a challenge, now or when the application has a token; false if it cannot be. */
  boolean answer(SipResponse response, SipRequest asSent) {
    return (!way.redirected() && bearer.answers(response, asSent))
        || answerByDigest(response, asSent);
  }

  /** As {@link #answer}, after there was no token. */
  boolean answerByDigest(SipResponse response, SipRequest asSent) {
    boolean secure = owner.flow().filter(flow -> flow.kind().secure()).isPresent();
    var attempt = way.overSecureTransport(secure);
    var answer = session().answer(asSent, response, attempt);
    if (answer instanceof DigestAnswer.GiveUp givenUp
        && givenUp.reason() instanceof GiveUpReason.TooMany) {
      core().refusals().challenges++;
    }
    if (!(answer instanceof DigestAnswer.Retry retry)) {
      return false;
    }
    way = retry.attempt();
    owner.goOnWith(retry.rows());
    return true;
  }
}
