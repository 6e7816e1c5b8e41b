package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Random;
import org.offhook.loop.Randomness;
import org.offhook.loop.TimeSource;
import org.offhook.message.AuthHeader;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Parameters;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Uri;

/** Requests, challenges, a clock and dice for the tests of this package. */
final class Messages {

  static final String TARGET = "sip:example.com";

  private Messages() {}

  static SipRequest.Builder request(Method method, String target) {
    return SipRequest.builder(method, Uri.parse(target))
        .set(HeaderName.FROM, NameAddr.parse("<sip:alice@example.com>;tag=a"))
        .set(HeaderName.TO, NameAddr.parse("<sip:bob@example.com>"))
        .set(HeaderName.CALL_ID, "call-1")
        .set(HeaderName.CSEQ, new CSeq(1, method));
  }

  static SipRequest register() {
    return request(Method.REGISTER, TARGET).build();
  }

  static SipRequest withBody(SipRequest.Builder request, String body) {
    return request
        .body(new MediaType("text", "plain", Parameters.EMPTY), body.getBytes(UTF_8))
        .build();
  }

  static SipResponse response(SipRequest request, int status, String... rows) {
    SipResponse.Builder builder = SipResponse.to(request, Status.of(status));
    for (String row : rows) {
      int colon = row.indexOf(": ");
      builder.raw(row.substring(0, colon), row.substring(colon + 2));
    }
    return builder.build();
  }

  static SipResponse unauthorized(SipRequest request, String... challenges) {
    String[] rows = new String[challenges.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = "WWW-Authenticate: " + challenges[i];
    }
    return response(request, 401, rows);
  }

  static SipResponse proxyChallenge(SipRequest request, String challenge) {
    return response(request, 407, "Proxy-Authenticate: " + challenge);
  }

  static DigestClient client(Credentials... credentials) {
    return new DigestClient(CredentialStore.of(credentials), ChallengeChoice.DEFAULT, new Dice(1));
  }

  static Credentials alice(String realm) {
    return Credentials.password("alice", realm, "secret");
  }

  static DigestAnswer.Retry retry(DigestAnswer answer) {
    if (answer instanceof DigestAnswer.Retry retry) {
      return retry;
    }
    throw new AssertionError("not a retry: " + answer);
  }

  static GiveUpReason reason(DigestAnswer answer) {
    if (answer instanceof DigestAnswer.GiveUp giveUp) {
      return giveUp.reason();
    }
    throw new AssertionError("not given up: " + answer);
  }

  static AuthHeader authorization(DigestAnswer answer) {
    return only(retry(answer).rows());
  }

  static AuthHeader only(CredentialRows rows) {
    if (rows.authorization().size() + rows.proxyAuthorization().size() != 1) {
      throw new AssertionError("not one row: " + rows);
    }
    return rows.authorization().isEmpty()
        ? rows.proxyAuthorization().getFirst()
        : rows.authorization().getFirst();
  }

  static String param(AuthHeader row, String name) {
    return row.get(name).orElseThrow(() -> new AssertionError("no " + name + " in " + row));
  }

  /** The request with exactly these credentials. */
  static SipRequest with(SipRequest request, CredentialRows rows) {
    return rows.applyTo(request.toBuilder()).build();
  }

  /** A clock that moves when told. */
  static final class Clock implements TimeSource {
    private long nanos = Long.MAX_VALUE - 1_000;

    void advanceSeconds(long seconds) {
      nanos += seconds * 1_000_000_000L;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public Instant wallClock() {
      return Instant.EPOCH;
    }
  }

  /** Seeded random bits. */
  static final class Dice implements Randomness {
    private final Random random;

    Dice(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public long nextLong() {
      return random.nextLong();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }
  }
}
