package org.offhook.ua;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.BearerChallenge;
import org.offhook.auth.BearerTokens;
import org.offhook.loop.TimerHandle;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;

/**
 * Answers a Bearer challenge with a token that the application is asked for: RFC 8898 §2.1. One
 * request asks once for each challenger.
 */
final class BearerStep {

  private record Waiting(
      BearerChallenge challenge,
      String server,
      SipResponse response,
      SipRequest asSent,
      TimerHandle limit) {}

  private final Sending owner;
  private @Nullable Set<String> asked;
  private @Nullable Waiting waiting;

  BearerStep(Sending owner) {
    this.owner = owner;
  }

  /** Asks the application for a token if one is wanted and may be sent; false if not. */
  boolean answers(SipResponse response, SipRequest asSent) {
    var core = owner.sender().core();
    var tokens = core.settings().credentials().tokens();
    var flow = owner.flow().filter(way -> way.kind().secure());
    if (tokens.isEmpty() || flow.isEmpty()) {
      return false;
    }
    for (var challenge : BearerChallenge.of(response)) {
      if (isNew(challenge)) {
        core.digest().bearer().forget(challenge, asSent, flow.get().domain());
        ask(tokens.get(), challenge, flow.get(), response, asSent);
        return true;
      }
    }
    return false;
  }

  private boolean isNew(BearerChallenge challenge) {
    if (asked == null) {
      asked = new HashSet<>(2);
    }
    return asked.add((challenge.proxy() ? "proxy " : "server ") + challenge.realm());
  }

  private void ask(
      BearerTokens tokens,
      BearerChallenge challenge,
      Flow flow,
      SipResponse response,
      SipRequest asSent) {
    var core = owner.sender().core();
    var patience = core.settings().calls().answerWithin();
    var limit = core.loop().after(patience, () -> came(challenge, null));
    waiting = new Waiting(challenge, flow.domain(), response, asSent, limit);
    core.userThreads()
        .start(
            "offhook-token",
            () -> {
              var token = ask(tokens, challenge);
              core.loop().execute(() -> came(challenge, token));
            });
  }

  private static @Nullable String ask(BearerTokens tokens, BearerChallenge challenge) {
    try {
      return tokens.token(challenge).orElse(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  private void came(BearerChallenge challenge, @Nullable String token) {
    var expected = waiting;
    if (expected == null || !expected.challenge().equals(challenge)) {
      return;
    }
    waiting = null;
    expected.limit().cancel();
    if (owner.isOver()) {
      return;
    }
    if (token != null && keep(expected, token)) {
      owner.goOnWithToken();
    } else {
      owner.goOnWithoutToken(expected.response(), expected.asSent());
    }
  }

  private boolean keep(Waiting expected, String token) {
    var core = owner.sender().core();
    try {
      core.digest()
          .bearer()
          .keep(expected.challenge(), expected.asSent(), expected.server(), token);
      return true;
    } catch (IllegalArgumentException e) {
      core.fault("the application's token is not used", e);
      return false;
    }
  }
}
