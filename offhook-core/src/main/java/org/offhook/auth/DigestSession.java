package org.offhook.auth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * The client's digest state for the requests of one Call-ID (RFC 3261 §22.2, §22.3): nonces with
 * their counts, and the decision whether a challenge is answered.
 *
 * <p>Belongs to the loop's thread; made by {@link DigestClient#session()}. Every new request (not a
 * retransmission) asks {@link #proactive} for its credentials, a 401 or 407 goes to {@link
 * #answer}, any other final response to {@link #learned}. The ACK for a 2xx repeats its INVITE's
 * rows: {@link CredentialRows#of}.
 */
public final class DigestSession {

  private final DigestClient client;
  private final Map<ProtectionSpace, NonceState> own = new LinkedHashMap<>();

  DigestSession(DigestClient client) {
    this.client = client;
  }

  /** Same as {@link #proactive(SipRequest, AuthAttempt)} for a first attempt. */
  public CredentialRows proactive(SipRequest request) {
    return proactive(request, AuthAttempt.first());
  }

  /**
   * The credentials that a new request carries unasked: those of every realm that was answered in
   * this session or is the account's own proxy, their nonces counted on. Rows of other realms that
   * the request has are kept; ACK and CANCEL keep what they have.
   */
  public CredentialRows proactive(SipRequest request, AuthAttempt attempt) {
    return neverChallenged(request) ? CredentialRows.of(request) : rows(request, attempt, Set.of());
  }

  /**
   * Decides about a 401 or 407. Each realm is answered once without {@code stale=true}, and {@link
   * DigestClient#mostAnswers} responses in all, for one request; realms without credentials are
   * left out if others can be answered.
   *
   * @param request as it was sent, with the credentials that were refused, if any
   * @param response may carry challenges of several realms and of both kinds
   * @param attempt what was answered for this request before
   */
  public DigestAnswer answer(SipRequest request, SipResponse response, AuthAttempt attempt) {
    if (neverChallenged(request)) {
      return giveUp(
          new GiveUpReason.Unsupported("", request.method().name() + " cannot be challenged"));
    }
    Map<ProtectionSpace, RealmChallenges> asked = RealmChallenges.of(response);
    if (asked.isEmpty()) {
      return giveUp(new GiveUpReason.Unsupported("", "the response has no challenge"));
    }
    if (attempt.answers() >= client.mostAnswers()) {
      return giveUp(new GiveUpReason.TooMany(attempt.answers()));
    }
    List<GiveUpReason> reasons = new ArrayList<>();
    Set<String> realms = new LinkedHashSet<>();
    Set<ProtectionSpace> spent = new HashSet<>();
    ChallengeJudge judge = new ChallengeJudge(client, request, attempt);
    asked.forEach(
        (space, challenges) -> {
          nonces(space).remove(space);
          switch (judge.judge(space, challenges, carries(request, space))) {
            case ChallengeJudge.Verdict.Stop stop -> reasons.add(stop.reason());
            case ChallengeJudge.Verdict.Go go -> {
              nonces(space).put(space, go.state());
              realms.add(space.realm());
              if (go.spendsAttempt()) {
                spent.add(space);
              }
            }
          }
        });
    if (realms.isEmpty()) {
      return new DigestAnswer.GiveUp(List.copyOf(reasons));
    }
    return new DigestAnswer.Retry(
        rows(request, attempt, asked.keySet()),
        realms,
        List.copyOf(reasons),
        attempt.answering(spent));
  }

  /**
   * Takes what a final response tells in Authentication-Info or Proxy-Authentication-Info (RFC 7616
   * §3.5): the next nonce, and the server's proof. After a {@linkplain ServerProof#MISMATCH
   * mismatch} the next nonce is not taken.
   *
   * @param request as it was sent
   */
  public ServerProof learned(SipRequest request, SipResponse response) {
    ServerProof server = learned(request, response, false);
    ServerProof proxy = learned(request, response, true);
    if (server == ServerProof.MISMATCH || proxy == ServerProof.MISMATCH) {
      return ServerProof.MISMATCH;
    }
    return server == ServerProof.CONFIRMED ? server : proxy;
  }

  private ServerProof learned(SipRequest request, SipResponse response, boolean proxy) {
    Optional<AuthHeader> info =
        response
            .headers()
            .text(proxy ? "Proxy-Authentication-Info" : "Authentication-Info")
            .flatMap(AuthInfo::read);
    if (info.isEmpty()) {
      return ServerProof.ABSENT;
    }
    for (AuthHeader sent : request.headers().all(name(proxy))) {
      ProtectionSpace space = new ProtectionSpace(proxy, sent.get("realm").orElse(""));
      NonceState state = nonces(space).get(space);
      if (state != null && state.madeWith(sent) && AuthInfo.concerns(info.get(), sent)) {
        return learned(state, sent, info.get(), response);
      }
    }
    return ServerProof.ABSENT;
  }

  private static ServerProof learned(
      NonceState state, AuthHeader sent, AuthHeader info, SipResponse response) {
    Optional<String> proof = info.get("rspauth");
    if (proof.isPresent()
        && !Digest.sameSecret(state.expectedProof(sent, response.body()), proof.get())) {
      return ServerProof.MISMATCH;
    }
    info.get("nextnonce").ifPresent(state::renew);
    return proof.isPresent() ? ServerProof.CONFIRMED : ServerProof.ABSENT;
  }

  private CredentialRows rows(
      SipRequest request, AuthAttempt attempt, Set<ProtectionSpace> challenged) {
    Map<ProtectionSpace, NonceState> known = new LinkedHashMap<>(client.sharedNonces());
    known.putAll(own);
    Set<ProtectionSpace> replaced = new HashSet<>(known.keySet());
    replaced.addAll(challenged);
    List<AuthHeader> server = kept(request, false, replaced);
    List<AuthHeader> proxy = kept(request, true, replaced);
    known.forEach(
        (space, state) -> {
          if (mayUse(space, state, request, attempt)) {
            (space.proxy() ? proxy : server).add(state.next(request, client.freshCnonce()));
          }
        });
    return new CredentialRows(server, proxy);
  }

  /** Credentials go only where they were configured for, each time anew (RFC 3261 §22.3, §26). */
  private boolean mayUse(
      ProtectionSpace space, NonceState state, SipRequest request, AuthAttempt attempt) {
    if (state.usedUp() || !client.credentials().all().contains(state.credentials())) {
      nonces(space).remove(space);
      return false;
    }
    return client
            .find(space.realm(), request, attempt)
            .filter(state.credentials()::equals)
            .isPresent()
        && client.objection(state.credentials(), attempt).isEmpty()
        && client.choice().objection(state.challenge()).isEmpty();
  }

  /** The request's own rows, without those of realms that this session answers. */
  private static List<AuthHeader> kept(
      SipRequest request, boolean proxy, Set<ProtectionSpace> replaced) {
    List<AuthHeader> rows = new ArrayList<>();
    for (AuthHeader row : request.headers().all(name(proxy))) {
      if (!isFor(row, proxy, replaced)) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static boolean carries(SipRequest request, ProtectionSpace space) {
    return request.headers().all(name(space.proxy())).stream()
        .anyMatch(row -> isFor(row, space.proxy(), Set.of(space)));
  }

  private static boolean isFor(AuthHeader row, boolean proxy, Set<ProtectionSpace> spaces) {
    return row.isDigest()
        && spaces.contains(new ProtectionSpace(proxy, row.get("realm").orElse("")));
  }

  private Map<ProtectionSpace, NonceState> nonces(ProtectionSpace space) {
    return client.shares(space) ? client.sharedNonces() : own;
  }

  private static HeaderName<AuthHeader> name(boolean proxy) {
    return proxy ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION;
  }

  private static boolean neverChallenged(SipRequest request) {
    return request.method().equals(Method.ACK) || request.method().equals(Method.CANCEL);
  }

  private static DigestAnswer giveUp(GiveUpReason reason) {
    return new DigestAnswer.GiveUp(List.of(reason));
  }
}
